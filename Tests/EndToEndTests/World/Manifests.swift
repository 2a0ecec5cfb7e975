/// Manifests that several scenarios use.
enum Manifests {
    /// A template whose spaces sleep and keep `/data` in a volume. `container` and `template` add lines to the two levels.
    static func template(
        _ name: String = "shell", image: String = Settings.image, container: [String] = [], template: [String] = []
    ) -> String {
        let lines =
            [
                "kind: Template", "name: \(name)", "container:", "  image: \(image)", "  pull: missing",
                "  command: sleep infinity", "  stop_grace: 1s", "  volumes: [\"data:/data\"]",
            ] + container.map { "  " + $0 } + ["volumes:", "  data:"] + template
        return lines.joined(separator: "\n") + "\n"
    }

    static func space(_ name: String, template: String = "shell", _ lines: String...) -> String {
        (["kind: Space", "name: \(name)", "template: \(template)"] + lines).joined(separator: "\n") + "\n"
    }

    /// Several documents in one file.
    static func join(_ documents: String...) -> String { documents.joined(separator: "---\n") }

    /// One template and one space `web`.
    static let web = join(template(), space("web"))
}
