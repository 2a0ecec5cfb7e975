import Testing

struct ChanceTests {
    @Test func everyRoundHasEveryKind() {
        for seed in UInt64(1)...1_000 {
            var chance = Chance(seed: seed)
            var rounds = Rounds(of: ["kill", "hold"])
            for _ in 0..<3 { #expect(Set([rounds.next(&chance), rounds.next(&chance)]).count == 2, "seed \(seed)") }
        }
    }

    @Test func chanceDecidesTheOrder() {
        let firsts = (UInt64(1)...100).map { seed in
            var chance = Chance(seed: seed)
            var rounds = Rounds(of: ["kill", "hold"])
            return rounds.next(&chance)
        }
        #expect(Set(firsts).count == 2)
    }
}
