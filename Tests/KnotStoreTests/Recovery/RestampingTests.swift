import KnotModel
import KnotStore
import Testing

/// Stamps that are ahead of the clock, and those in their place.
@Suite struct RestampingTests {
    private static let now = WallTime(milliseconds: 1_000_000)
    private static let limit: UInt64 = 1_000_000 << 16 | 0xFFFF

    private func stamp(_ ticks: UInt64, _ node: String = "a") -> Stamp { Stamp(ticks: ticks, node: NodeID(node)) }

    @Test func newStampsKeepTheOrderAndAreNotAhead() throws {
        for seed in 1...50 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let honest = (0..<50).map { _ in stamp(UInt64.random(in: 1...(Self.limit - 1_000), using: &random)) }
            let ahead = (0..<200).map { _ in
                stamp(Self.limit + UInt64.random(in: 1...100, using: &random), Bool.random(using: &random) ? "a" : "b")
            }
            let restamping = try Restamping(honest + ahead, at: Self.now)
            #expect(restamping.former == Set(ahead).sorted())
            let new = restamping.former.map { restamping[$0] }
            #expect(zip(new, new.dropFirst()).allSatisfy { $0.ticks < $1.ticks }, "in order, each another one")
            #expect(new.map(\.node) == restamping.former.map(\.node))
            #expect(new.allSatisfy { $0.ticks <= Self.limit && $0 > honest.max() ?? $0 })
            #expect(honest.allSatisfy { restamping[$0] == $0 })
            #expect(try Restamping(honest + new, at: Self.now).isEmpty, "a second time there is nothing to do")
        }
    }

    @Test func withoutRoomBeforeTheClockItWaits() throws {
        let ahead = [stamp(Self.limit + 5), stamp(Self.limit + 9)]
        let found = #expect(throws: Failure.self) { _ = try Restamping(ahead + [stamp(Self.limit - 1)], at: Self.now) }
        #expect(found?.code == .busy)
        let restamping = try Restamping(ahead + [stamp(Self.limit - 2)], at: Self.now)
        #expect(ahead.map { restamping[$0].ticks } == [Self.limit - 1, Self.limit])
    }

    @Test func eachPlaceOfAStampIsReplaced() throws {
        let far = (1...4).map { Self.limit + UInt64($0) * 1_000 }
        let restamping = try Restamping(far.map { stamp($0) }, at: Self.now)
        var entry = LaneEntry.sample(lane: .spec, created: far[0], ticks: far[2], base: far[1], value: "x")
        let before = entry
        entry = restamping.header(of: entry)
        #expect(
            [entry.object.created.ticks, entry.base?.ticks, entry.stamp.ticks] == [
                Self.limit - 3, Self.limit - 2, Self.limit - 1,
            ])
        #expect((entry.origin, entry.sequence, entry.value) == (before.origin, before.sequence, before.value))
        #expect(restamping.content(.restart(stamp(far[3]))) == .restart(stamp(Self.limit)))
        #expect(restamping.content(.restart(nil)) == .restart(nil))
        let status = Status(uid: UID("1"), node: NodeID("a"), phase: .running, observedRevision: stamp(far[1]))
        guard case .status(let replaced) = restamping.content(.status(status)) else {
            Issue.record("a status stays one")
            return
        }
        #expect(replaced.observedRevision == stamp(Self.limit - 2))
        let lane = SpecLane(
            uid: UID("1"), fields: [:], owner: .user("a"), createdAt: Self.now, restart: stamp(far[0]))
        #expect(restamping.content(.spec(lane)).stamps == [stamp(Self.limit - 3)])
    }

    /// A label may have a stamp that nothing in the database has any more.
    @Test func labelsCompareAsTheyDid() throws {
        let known = [stamp(Self.limit + 10), stamp(Self.limit + 20), stamp(Self.limit + 30)]
        let restamping = try Restamping(known + [stamp(Self.limit + 40)], at: Self.now)
        let span = RestampedSpan(restamping, labelled: Set(known))
        #expect(known.map { span[$0] } == known.map { restamping[$0] })
        let before = span[stamp(Self.limit + 5)]
        let between = span[stamp(Self.limit + 25)]
        #expect(before < restamping[known[0]] && before.ticks <= Self.limit)
        #expect(between < restamping[known[2]] && between >= restamping[known[1]])
        #expect(span[stamp(Self.limit)] == stamp(Self.limit), "it was not ahead")
        #expect(span[stamp(Self.limit + 41)] == stamp(Self.limit + 41), "it is later than all that was known")
        #expect(RestampedSpan(span.description) == span)
        #expect(RestampedSpan("1 2") == nil && RestampedSpan("1 2 3\n4 x") == nil)
        let old = stamp(Self.limit + 20)
        #expect(RestampedSpan.unknown[old] == old)
    }

    @Test func aLeadIsFoundFromAMinuteOn() {
        let edge: UInt64 = 1_060_000 << 16
        let entries = [
            LaneEntry.sample(lane: .spec, ticks: 5), .sample(lane: .status, ticks: edge),
            .sample(lane: .running, ticks: 7, base: edge + 1),
        ]
        #expect(StampLead(entries, at: Self.now) == nil)
        let far =
            entries + [
                LaneEntry.sample(lane: .cpus, ticks: edge + 3_600_000 << 16),
                .sample(lane: .memory, created: edge + 1 << 16, ticks: 6),
            ]
        let lead = StampLead(far, at: Self.now)
        #expect(lead?.entries == 2)
        #expect(lead?.milliseconds == 3_660_000)
        #expect(lead?.message.contains("the stamps of 2 stored entries are up to 1h1m ahead") == true)
        #expect(lead?.message.contains("knot admin restamp") == true)
    }
}
