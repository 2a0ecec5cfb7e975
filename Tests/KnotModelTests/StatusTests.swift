import KnotModel
import Testing

struct StatusTests {
    @Test(arguments: [(0, nil), (1, "was started again once"), (2, "was started again 2 times in a row")])
    func restartsInWords(count: Int, words: String?) {
        let node = NodeID("n")
        let revision = Stamp(ticks: 1, node: node)
        let status = Status(
            uid: UID("u"), node: node, phase: .starting, observedRevision: revision, restarts: count)
        #expect(status.startedAgain == words)
    }
}
