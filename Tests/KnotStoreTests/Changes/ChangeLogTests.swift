import KnotModel
import KnotStore
import Testing

@Suite("The change sequence")
struct ChangeLogTests {
    private static let node = NodeID("server-1")

    private func key(_ name: String) -> ResourceKey { ResourceKey(.template, name: name) }

    private func log(_ names: [String], capacity: Int = 8) -> ChangeLog {
        var log = ChangeLog(node: Self.node, boot: 7, capacity: capacity)
        for name in names { log.append(key(name)) }
        return log
    }

    private func cursor(_ sequence: UInt64, boot: UInt64 = 7) -> ChangeCursor {
        ChangeCursor(node: Self.node, boot: boot, sequence: sequence)
    }

    @Test("each key comes once, in the order of its last change")
    func order() {
        let log = log(["a", "b", "a", "c"])
        #expect(log.read(after: cursor(0)) == .changes([key("b"), key("a"), key("c")], cursor(4)))
        #expect(log.read(after: cursor(2)) == .changes([key("a"), key("c")], cursor(4)))
        #expect(log.read(after: cursor(4)) == .changes([], cursor(4)))
    }

    @Test("a reader whose changes are forgotten is told so, and so is one of an earlier start")
    func tooOld() {
        let log = log((0..<20).map { "k\($0)" })
        #expect(log.read(after: cursor(11)) == .tooOld(cursor(20)))
        #expect(log.read(after: cursor(12)) == .changes((12..<20).map { key("k\($0)") }, cursor(20)))
        #expect(log.read(after: cursor(15, boot: 6)) == .tooOld(cursor(20)))
        // A sequence that was never given: the node has gone back.
        #expect(log.read(after: cursor(21)) == .tooOld(cursor(20)))
        #expect(log.read(after: cursor(.max)) == .tooOld(cursor(20)))
    }

    @Test("reading on gives what a list of all changes gives", arguments: 0..<200 as Range<UInt64>)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let capacity = Int.random(in: 1...9, using: &generator)
        var log = ChangeLog(node: Self.node, boot: 7, capacity: capacity)
        var all: [ResourceKey] = []
        for _ in 0..<30 {
            let key = key(["a", "b", "c", "d"].randomElement(using: &generator) ?? "a")
            all.append(key)
            log.append(key)
            let from = Int.random(in: 0...all.count, using: &generator)
            let later = Array(all[from...])
            var last: [ResourceKey] = []
            for key in later.reversed() where !last.contains(key) { last.insert(key, at: 0) }
            let expected: ChangeLog.Reading =
                later.count > capacity ? .tooOld(log.cursor) : .changes(last, log.cursor)
            #expect(log.read(after: cursor(UInt64(from))) == expected)
        }
    }

    @Test(
        "a cursor is written and read",
        arguments: [
            ChangeCursor(node: NodeID("server-1"), boot: 7, sequence: 0),
            ChangeCursor(node: NodeID("a-b-c.example.com"), boot: .max, sequence: .max),
        ])
    func text(cursor: ChangeCursor) {
        #expect(ChangeCursor(cursor.description) == cursor)
    }

    @Test(
        "what is no cursor is not read",
        arguments: ["", "-", "1-2", "1-2-", "x-1-a", "+1-1-a", "01-1-a", "A-1-a", "1--a"])
    func invalid(text: String) {
        #expect(ChangeCursor(text) == nil)
    }

    @Test("a log without bound is read too")
    func unbounded() {
        #expect(log(["a", "b"], capacity: .max).read(after: cursor(0)) == .changes([key("a"), key("b")], cursor(2)))
    }
}
