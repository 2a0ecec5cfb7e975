import KnotCommand
import KnotModel
import Testing

@Suite struct ResourceArgumentTests {
    private let web = ResourceKey(.space, name: "web")

    @Test func theFormsOfAName() throws {
        #expect(try ResourceArgument.key("space/web") == web)
        #expect(try ResourceArgument.key("spaces/web") == web)
        #expect(try ResourceArgument.key("space/alice/web") == ResourceKey(.space, owner: "alice", name: "web"))
        #expect(try ResourceArgument.key(.space, "web") == web)
        #expect(try ResourceArgument.key(.space, "space/web") == web)
        #expect(try ResourceArgument.key(.space, "alice/web") == ResourceKey(.space, owner: "alice", name: "web"))
        #expect(try ResourceArgument.key(["Space", "web"]) == web)
        #expect(try ResourceArgument.key(["space/web"]) == web)
    }

    @Test func theFormsOfATarget() throws {
        #expect(try ResourceArgument.target(["all"]) == .everything)
        #expect(try ResourceArgument.target(["spaces"]) == .kind(.space))
        #expect(
            try ResourceArgument.target(["template", "a", "b"])
                == .resources([ResourceKey(.template, name: "a"), ResourceKey(.template, name: "b")]))
        #expect(
            try ResourceArgument.target(["template/a", "space/web"])
                == .resources([ResourceKey(.template, name: "a"), web]))
    }

    @Test(arguments: [
        (["spacs"], "did you mean"), (["space/Web"], "a name is"), ([], "KIND/NAME"),
        (["nothing"], "the kinds are"), (["nothing"], "KIND/NAME: space/nothing"),
        (["space", "a/b/c"], "a name is"), (["space/web", "template"], "KIND/NAME"),
    ])
    func slipsAreExplained(_ words: [String], _ hint: String) {
        let failure = #expect(throws: CommandFailure.self) { try ResourceArgument.target(words) }
        #expect(failure?.status == .usage)
        #expect(failure?.hint.contains(hint) == true)
    }

    @Test func pairsAndTimes() throws {
        #expect(try PairArgument.parse("a=b=c", for: "--label").value == "b=c")
        #expect(throws: CommandFailure.self) { try PairArgument.parse("=b", for: "--label") }
        #expect(try SpanArgument.parse("1m30s", for: "--timeout").milliseconds == 90_000)
        #expect(try SpanArgument.parse("5", for: "--timeout").milliseconds == 5000)
        let failure = #expect(throws: CommandFailure.self) { try SpanArgument.parse("soon", for: "--timeout") }
        #expect(failure?.message.contains("--timeout") == true)
    }
}
