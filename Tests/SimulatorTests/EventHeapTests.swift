import KnotModel
import KnotSimulator
import Testing

@Suite struct EventHeapTests {
    @Test func theEarliestComesFirstAndEqualsInOrder() {
        var heap = EventHeap<Int>()
        var random = SeededGenerator(seed: 7)
        var expected: [(Int64, Int)] = []
        for number in 0..<500 {
            let time = random.draw(0...Int64(50))
            heap.push(number, at: time)
            expected.append((time, number))
        }
        expected.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        var found: [Int] = []
        while let next = heap.pop() { found.append(next.element) }
        #expect(found == expected.map(\.1))
    }

    @Test func whatIsTakenOutIsGoneAndTheRestKeepsItsOrder() {
        var heap = EventHeap<Int>()
        for number in 0..<20 { heap.push(number, at: Int64(20 - number)) }
        let taken = heap.removeAll { $0 % 2 == 0 }
        #expect(taken.map(\.element) == stride(from: 18, through: 0, by: -2).map { $0 })
        var found: [Int] = []
        while let next = heap.pop() { found.append(next.element) }
        #expect(found == stride(from: 19, through: 1, by: -2).map { $0 })
    }
}
