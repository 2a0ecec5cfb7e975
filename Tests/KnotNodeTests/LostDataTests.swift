import KnotModel
import KnotNode
import KnotPlan
import Testing

/// A delete says which data goes with it.
@Suite struct LostDataTests {
    private let template = Manifest(
        key: ResourceKey(.template, name: "t"),
        fields: [
            "container": ["image": "x", "volumes": ["home:/root"]], "volumes": ["home": [:], "team": ["shared": true]],
        ])

    private func space(_ fields: FieldMap = [:]) -> Manifest {
        var fields = fields
        fields["template"] = "t"
        return Manifest(key: ResourceKey(.space, name: "web"), fields: fields)
    }

    private func warnings(_ manifest: Manifest, keepVolumes: Bool = false) -> [String] {
        var bench = Bench()
        bench.apply([template, manifest])
        var key = manifest.key
        if key.kind == .space { key.owner = "alice" }
        var options = DeleteOptions(owner: .user("alice"))
        options.keepVolumes = keepVolumes
        guard case .changes(let changes)? = bench.ask(.delete([key], options)) else { return ["refused"] }
        return changes.flatMap(\.warnings)
    }

    @Test func ofSpacesAndOfVolumes() {
        #expect(warnings(space()) == ["space/alice/web is deleted with all data in volume knot.alice.web.home"])
        let volume = Manifest(key: ResourceKey(.volume, name: "data"))
        #expect(warnings(volume) == ["all data in volume/data is deleted with it"])
        #expect(warnings(Manifest(key: ResourceKey(.variable, name: "v"), fields: ["value": "x"])).isEmpty)
    }

    @Test func nothingIsSaidWhereItStays() {
        #expect(warnings(space(), keepVolumes: true).isEmpty)
        #expect(warnings(space(["keep_volumes": true])).isEmpty)
    }
}
