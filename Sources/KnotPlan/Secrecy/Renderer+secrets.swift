import KnotModel

/// Finds out which fields of a container come out otherwise when the protected variables have other values.
extension Renderer {
    /// The variables with something else in place of what is protected; `nil` when nothing is.
    static func covered(_ variables: [Manifest]) -> [Manifest]? {
        guard variables.contains(where: \.isProtected) else { return nil }
        return variables.map { variable in
            guard variable.isProtected else { return variable }
            var variable = variable
            variable.variable.value = .string(FieldDifference.hidden)
            return variable
        }
    }

    /// - Parameters:
    ///   - container: As the template writes it.
    ///   - spec: What it came to. Its mounts are in the order of `volumes`.
    static func secretFields(
        _ container: FieldMap, _ scope: FieldMap, covered: FieldMap, spec: ContainerSpec,
        into secrets: inout SecretFields
    ) {
        for field in container {
            switch (field.key, field.value) {
            case ("auth", _), ("pull", _), ("shell", _): continue
            case ("volumes", .list(let items)):
                let written = items.filter { !(text($0, scope) ?? "").isEmpty }
                let secret = zip(written, spec.mounts).filter { isSecret($0.0, scope, covered) }
                if written.count == spec.mounts.count {
                    if !secret.isEmpty { secrets.add("volumes", texts: secret.map(\.1.description)) }
                } else if items.contains(where: { isSecret($0, scope, covered) }) {
                    secrets.add("volumes")
                }
            case (let key, .list(let items)):
                let secret = items.filter { isSecret($0, scope, covered) }
                guard !secret.isEmpty else { continue }
                let texts = secret.compactMap { text($0, scope) }
                switch key {
                case "environment":
                    // Where the name itself is one, nothing of the entry may be shown.
                    let open = secret.filter { name(of: $0, scope) == name(of: $0, covered) }
                    if open.count < secret.count { secrets.add(key) }
                    secrets.add(key, keys: open.compactMap { name(of: $0, scope) })
                case "ports":
                    secrets.add(key, texts: texts.flatMap { (try? PortMapping.parse($0))?.map(\.description) ?? [$0] })
                default: secrets.add(key, texts: texts)
                }
            case (let name, .map(let entries)):
                for entry in entries {
                    if isSecret(.string(entry.key), scope, covered) {
                        secrets.add(name)
                    } else if isSecret(entry.value, scope, covered) {
                        secrets.add(name, keys: [text(.string(entry.key), scope) ?? entry.key])
                    }
                }
            case (let name, let value):
                if isSecret(value, scope, covered) { secrets.add(name) }
            }
        }
    }

    private static func isSecret(_ value: Value, _ scope: FieldMap, _ covered: FieldMap) -> Bool {
        guard let real = try? substitute(value, scope, subject: "", path: "") else { return false }
        // What cannot be worked out with another value depends on it.
        guard let other = try? substitute(value, covered, subject: "", path: "") else { return true }
        return real != other
    }

    private static func text(_ value: Value, _ scope: FieldMap) -> String? {
        (try? substitute(value, scope, subject: "", path: ""))?.scalarText
    }

    private static func name(of entry: Value, _ scope: FieldMap) -> String? {
        text(entry, scope).map { String($0.prefix { $0 != "=" }) }
    }
}
