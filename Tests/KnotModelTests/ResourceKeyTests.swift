import KnotModel
import Testing

@Suite struct ResourceKeyTests {
    @Test(arguments: ["template/ubuntu", "space/alice/web", "space/web", "zone/us-west"])
    func keysRoundTrip(text: String) { #expect(ResourceKey(text)?.description == text) }

    @Test(arguments: [
        "", "template", "template/", "template/a/b", "pod/x", "space/a/b/c", "template/A", "space//web", "zone/-a",
    ])
    func otherTextsAreNoKeys(text: String) { #expect(ResourceKey(text) == nil) }

    @Test func keysOrderByKindThenOwnerThenName() {
        let keys = ["space/b/a", "zone/a", "space/a/z", "template/z"].compactMap(ResourceKey.init)
        #expect(keys.sorted().map(\.description) == ["template/z", "zone/a", "space/a/z", "space/b/a"])
    }

    @Test func namesAreDNSLabels() {
        #expect(ResourceKey.isName("a"))
        #expect(ResourceKey.isName(String(repeating: "a", count: 63)))
        for wrong in ["", "-a", "a-", "a_b", "a.b", "ä", String(repeating: "a", count: 64)] {
            #expect(!ResourceKey.isName(wrong))
        }
    }

    @Test func slipsAreFound() {
        #expect(Suggestion.nearest(to: "ubunut", among: ["debian", "ubuntu"]) == "ubuntu")
        #expect(Suggestion.nearest(to: "commnad", among: ["command", "comment"]) == "command")
        #expect(Suggestion.nearest(to: "xyz", among: ["command"]) == nil)
    }
}
