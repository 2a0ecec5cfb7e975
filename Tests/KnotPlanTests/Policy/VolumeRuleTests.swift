import KnotModel
import KnotPlan
import Testing

struct VolumeRuleTests {
    @Test(arguments: [
        ("data", "data", true), ("data", "data2", false), ("data-*", "data-a", true), ("data-*", "data", false),
        ("*", "anything", true), ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXbYbZ", false), ("*-home", "nfs-home", true),
        ("", "x", false), ("data?", "data1", false),
    ])
    func names(pattern: String, name: String, isAllowed: Bool) {
        #expect(VolumeRule(allowed: [pattern]).allows(name) == isAllowed)
    }

    @Test func nothingIsAllowedUnlessItIsSaid() {
        #expect(!VolumeRule().allows("etc"))
        #expect(Policy.strict.volumes == VolumeRule())
        let text = VolumeRule().violation("etc")?.message ?? ""
        #expect(text.contains("`allowed_volumes = [\"etc\"]`"), "\(text)")
    }

    @Test func aPatternOfStarsTakesNoTime() {
        let pattern = String(repeating: "*a", count: 200)
        #expect(!VolumeRule(allowed: [pattern]).allows(String(repeating: "a", count: 190) + "b"))
    }
}
