import ArgumentParser
import KnotManifest

/// `knot validate`: checks manifests without a server.
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check manifests without a server.")

    @OptionGroup var manifests: ManifestOptions

    func run() throws {
        let console = Console()
        let count = try manifests.load(console, after: "").entries.count
        console.print("\(count) \(count == 1 ? "manifest is" : "manifests are") valid")
    }
}
