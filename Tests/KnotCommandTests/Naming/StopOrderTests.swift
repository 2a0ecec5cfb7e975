import KnotCommand
import KnotModel
import Testing

@Suite struct StopOrderTests {
    private func order(_ names: String, _ dependencies: [String: [String]]) -> String {
        func key(_ name: some StringProtocol) -> ResourceKey { ResourceKey(.space, owner: "alice", name: String(name)) }
        return StopOrder.sorted(
            names.split(separator: " ").map(key),
            dependencies: Dictionary(uniqueKeysWithValues: dependencies.map { (key($0.key), $0.value) })
        ).map(\.name).joined(separator: " ")
    }

    @Test func whatDependsOnOthersStopsBeforeThem() {
        #expect(order("db web api", ["web": ["api"], "api": ["db"]]) == "web api db")
        #expect(order("db web api", ["web": ["db"], "api": ["db"]]) == "web api db")
        #expect(order("b a", [:]) == "b a", "otherwise the order stays")
        #expect(order("db db", [:]) == "db")
    }

    @Test func aCircleEnds() {
        #expect(order("a b c", ["a": ["b"], "b": ["c"], "c": ["a"]]) == "b c a")
    }

    @Test func anotherUsersSpaceOfTheNameIsAnother() {
        let db = ResourceKey(.space, owner: "alice", name: "db")
        let web = ResourceKey(.space, owner: "bob", name: "web")
        #expect(StopOrder.sorted([db, web], dependencies: [web: ["db"]]) == [db, web])
    }
}
