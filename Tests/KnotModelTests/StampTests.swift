import KnotModel
import Testing

@Suite struct StampTests {
    let node = NodeID("a")

    @Test func stampsOnlyEverRise() {
        var clock = HybridClock(node: node)
        var last = clock.stamp(at: WallTime(milliseconds: 1000))
        for wall in [1000, 1000, 999, 0, 1001, 500] as [Int64] {
            let next = clock.stamp(at: WallTime(milliseconds: wall))
            #expect(next > last)
            last = next
        }
    }

    @Test func aFullCounterCarriesIntoTheTime() {
        var clock = HybridClock(node: node, last: 1000 << 16 | 0xFFFF)
        let next = clock.stamp(at: WallTime(milliseconds: 1000))
        #expect(next.wall == WallTime(milliseconds: 1001))
    }

    @Test func aClockFollowsWhatItSees() {
        var clock = HybridClock(node: node)
        let seen = Stamp(ticks: 5000 << 16, node: NodeID("b"))
        let isAccepted = clock.observe(seen, at: WallTime(milliseconds: 1000))
        let next = clock.stamp(at: WallTime(milliseconds: 1000))
        #expect(isAccepted)
        #expect(next > seen)
    }

    @Test func aStampFromFarAheadIsQuarantined() {
        var clock = HybridClock(node: node)
        let far = Stamp(ticks: 62_000 << 16, node: NodeID("b"))
        let isAccepted = clock.observe(far, at: WallTime(milliseconds: 1000))
        let next = clock.stamp(at: WallTime(milliseconds: 1000))
        #expect(!isAccepted)
        #expect(next < far)
    }

    @Test func stampsRoundTripThroughText() throws {
        let stamp = Stamp(ticks: 0x0123_4567_89AB_CDEF, node: NodeID("node-1"))
        #expect(stamp.description == "0123456789abcdef-node-1")
        #expect(Stamp(stamp.description) == stamp)
    }

    @Test(arguments: ["", "12", "xyz", "0123456789abcdef", "0123456789abcdef-", "123-a"])
    func otherTextsAreNoStamps(text: String) { #expect(Stamp(text) == nil) }
}
