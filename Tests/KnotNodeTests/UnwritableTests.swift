import KnotModel
import KnotNode
import KnotSimulator
import KnotStore
import Testing

/// A record that cannot become entries keeps nobody else from writing.
@Suite struct UnwritableTests {
    /// Takes no resource called `bad`, and no status of a space called `mute`.
    private struct Picky: LaneCodec {
        let codec = InternedLaneCodec()

        func encode(_ content: LaneContent, of key: ResourceKey, lane: LaneName) throws(Failure) -> [UInt8] {
            if key.name == "bad" || (key.name == "mute" && lane == .status) {
                throw Failure(.databaseFailed, subject: key.description, "\(key) cannot be written")
            }
            return try codec.encode(content, of: key, lane: lane)
        }

        func decode(_ entry: LaneEntry, of key: ResourceKey) throws(Failure) -> LaneContent? {
            try codec.decode(entry, of: key)
        }
    }

    private func variable(_ name: String) -> Request {
        let manifest = Manifest(key: ResourceKey(.variable, name: name), fields: ["value": "1"])
        return .apply([manifest], ApplyOptions(owner: .user("alice"), user: "alice"))
    }

    private func isDone(_ reply: Reply?) -> Bool { if case .changes? = reply { true } else { false } }

    @Test func eachRequestHasAnAnswerOfItsOwn() {
        var bench = Bench(codec: Picky())
        bench.holdsCommits = true
        for (id, name) in zip(100..., ["first", "a", "bad", "b"]) {
            bench.feed(.request(RequestID(id), variable(name)))
        }
        bench.holdsCommits = false
        for id in bench.heldCommits { bench.feed(.committed(id)) }
        bench.pass(milliseconds: 60_000)
        for id in [100, 101, 103] as [RequestID] { #expect(isDone(bench.replies[id]), "\(id)") }
        guard case .refused(let refusals)? = bench.replies[102] else {
            Issue.record("what cannot be written was not refused")
            return
        }
        #expect(refusals.map(\.failure.subject) == ["variable/bad"])
        #expect(bench.core.store.keys(of: .variable).map(\.name) == ["a", "b", "first"])
    }

    @Test func whatTheNodeItselfCannotWriteHoldsUpNobody() {
        var bench = Bench(codec: Picky())
        let template = Manifest(
            key: ResourceKey(.template, name: "t"), fields: ["container": ["image": "ubuntu:latest"]])
        let space = Manifest(key: ResourceKey(.space, name: "mute"), fields: ["template": "t"])
        bench.feed(.request(100, .apply([template, space], ApplyOptions(owner: .user("alice"), user: "alice"))))
        bench.pass(milliseconds: 5_000)
        for (id, name) in zip(101..., ["a", "b", "c"]) {
            bench.feed(.request(RequestID(id), variable(name)))
            bench.pass(milliseconds: 30_000)
        }
        for id in 100...103 as ClosedRange<RequestID> { #expect(isDone(bench.replies[id]), "\(id)") }
    }
}
