import Foundation
import KnotAPI
import KnotManifest
import KnotModel
import KnotYAML

/// YAML for programs: what `JSONText` writes, as one document.
package enum YAMLText {
    package static func of(_ value: some Encodable) throws -> String {
        let tree = try APICoding.decode(Value.self, from: try APICoding.encode(value))
        return YAML.emit([ManifestWriter.node(tree)])
    }
}
