import KnotModel
import KnotStore
import Testing

@Suite("A sorted map")
struct SortedMapTests {
    @Test("it is as a dictionary, in order", arguments: 0..<50 as Range<UInt64>)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var map = SortedMap<Int, Int>()
        var model: [Int: Int] = [:]
        var copy = map
        var modelOfCopy = model
        // More insertions first, more removals later: pieces split, and go.
        for step in 0..<1_200 {
            let key = Int.random(in: 0..<500, using: &generator)
            let isRemoval = Int.random(in: 0..<1_200, using: &generator) < step
            if isRemoval {
                #expect(map[key] == model[key])
                let removed = map.removeValue(forKey: key)
                #expect(removed == model.removeValue(forKey: key))
            } else {
                map[key] = step
                model[key] = step
            }
            if step % 300 == 0 {
                #expect(copy.entries().map(\.value) == modelOfCopy.sorted { $0.key < $1.key }.map(\.value))
                (copy, modelOfCopy) = (map, model)
            }
            if step % 100 == 99 {
                #expect(map.count == model.count)
                #expect(Array(map.keys) == model.keys.sorted())
                #expect(map.isEmpty == model.isEmpty)
                let from = Int.random(in: -1...501, using: &generator)
                #expect(map.entries(from: from).map(\.key) == model.keys.filter { $0 >= from }.sorted())
            }
        }
    }

    @Test("ascending keys fill it, and it empties from either end")
    func ends() {
        var map = SortedMap<Int, Int>()
        for key in 0..<1_000 { map[key] = key }
        #expect(Array(map.values) == Array(0..<1_000))
        for key in 0..<500 { map[key] = nil }
        for key in (500..<1_000).reversed() { map[key] = nil }
        #expect(map.isEmpty)
        #expect(map.count == 0)
        map[3] = 3
        #expect(map[3] == 3)
    }
}
