import KnotAPI
import KnotCommand
import KnotManifest
import KnotModel
import Testing

/// What `knot get -o json` prints is applied like what `-o yaml` prints.
@Suite struct ExportedJSONTests {
    private let web = Samples.space(
        fields: [
            "template": "ubuntu", "running": true, "cpus": "2", "labels": ["a": "true"],
            "note": "tab\t \"quoted\" \u{7F}\u{85}\u{FEFF}\u{2028} \\ 😀", "depends_on": ["db"],
        ], status: Samples.status(.running, ready: .yes))

    private func read(_ text: String) -> ManifestSet { ManifestReader().read(bytes: Array(text.utf8), file: "-") }

    @Test func ofOneResource() throws {
        let set = read(try JSONText.of(web))
        #expect(set.diagnostics.isEmpty, "\(set.diagnostics)")
        #expect(set.manifests == [Manifest(key: web.key, fields: web.fields)])
    }

    @Test func ofSeveral() throws {
        let items = [web, Samples.space("api", owner: "bob")]
        let set = read(try JSONText.of(ResourceList(items: items, cursor: "cursor")))
        #expect(set.diagnostics.isEmpty, "\(set.diagnostics)")
        #expect(set.manifests == items.map { Manifest(key: $0.key, fields: $0.fields) })
    }

    @Test func kindAndNameStandInIt() throws {
        let tree = try APICoding.decode(Value.self, from: try APICoding.encode(web))
        #expect(tree.map?["kind"] == "Space")
        #expect(tree.map?["name"] == "web")
        #expect(tree.map?["user"] == "alice")
        #expect(tree.map?["key"] == "space/alice/web")
        #expect(try APICoding.decode(ResourceDocument.self, from: try APICoding.encode(web)) == web)
    }

    @Test func yamlSaysTheSameAsJSON() throws {
        let yaml = read(try YAMLText.of(ResourceList(items: [web], cursor: nil)))
        #expect(yaml.manifests == [Manifest(key: web.key, fields: web.fields)])
    }
}
