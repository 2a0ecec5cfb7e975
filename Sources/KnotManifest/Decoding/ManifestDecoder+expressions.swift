import KnotExpression
import KnotModel
import KnotYAML

extension ManifestDecoder {
    /// The groups of names that expressions may use. A group with a list has these members only; `nil` leaves them to
    /// what users define.
    package static let groups: [(name: String, members: [String]?)] = [
        ("space", ["id", "name", "stack", "stack_prefix", "first_boot"]),
        ("template", ["id", "name"]),
        ("user", ["id", "username", "timezone", "email", "service_password"]),
        (
            "server",
            [
                "url", "agent_endpoint", "wildcard_domain", "zone", "timezone", "base_image_registry",
                "base_image_registry_user", "base_image_registry_password",
            ]
        ),
        ("nomad", ["dc", "region"]),
        ("var", nil), ("custom", nil), ("stack", nil),
    ]

    /// Fields, literals and calls in the expressions of one document. Each is worked out whenever a space is rendered, for
    /// which all others wait.
    static let mostOperations = 2_000

    static func mayHoldExpression(_ text: String) -> Bool {
        // Most texts are short and hold no '$' at all; only the others are looked at again.
        text.utf8.contains(UInt8(ascii: "$")) && TextTemplate.mayContainExpressions(text)
    }

    /// Reports expressions that do not parse, and names that no space can ever have.
    mutating func checkExpressions(_ text: String, at mark: Mark) {
        let template: TextTemplate
        do { template = try TextTemplate(parsing: text) } catch {
            fieldError(mark, error.message, hint: error.hint)
            return
        }
        let before = operations
        operations += template.operations
        guard operations <= Self.mostOperations else {
            if before <= Self.mostOperations {
                fieldError(
                    mark, "the document's expressions have more than \(Self.mostOperations) fields, literals and calls")
            }
            return
        }
        for reference in template.references {
            guard let root = reference.first else { continue }
            guard let group = Self.groups.first(where: { $0.name == root }) else {
                let names = Self.groups.map(\.name)
                let near = Suggestion.nearest(to: root, among: names).map { "did you mean '.\($0)'? " } ?? ""
                fieldError(
                    mark, "'.\(reference.joined(separator: "."))': there is no group '\(root)'",
                    hint: near + "the groups are \(names.joined(separator: ", "))")
                continue
            }
            guard let members = group.members, reference.count > 1, !members.contains(reference[1]) else { continue }
            let near =
                Suggestion.nearest(to: reference[1], among: members).map { "did you mean '.\(root).\($0)'? " } ?? ""
            fieldError(
                mark, "'.\(reference.joined(separator: "."))': '\(root)' has no '\(reference[1])'",
                hint: near + "it has \(members.joined(separator: ", "))")
        }
    }
}
