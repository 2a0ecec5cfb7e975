import KnotModel
import KnotStore
import Testing

@Suite struct SelectorTests {
    private let labels = ["app": "web", "tier": "front"]

    @Test(arguments: [
        "", "app=web", "app==web", "app", "!other", "tier!=back", "other!=x", "app in (web, api)", "app=web,tier=front",
        "tier notin (back)",
    ])
    func matching(text: String) throws { #expect(try Selector(parsing: text).matches(labels)) }

    @Test(arguments: ["app=api", "other", "!app", "app!=web", "app in (api)", "app=web,tier=back", "app notin (web)"])
    func notMatching(text: String) throws { #expect(try !Selector(parsing: text).matches(labels)) }

    @Test(arguments: ["a b", "=x", "a=b=c", "a in ()", "a within (b)", "(a)"])
    func malformed(text: String) { #expect(throws: FormatError.self) { try Selector(parsing: text) } }
}
