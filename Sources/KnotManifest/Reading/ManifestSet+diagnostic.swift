import KnotModel
import KnotYAML

extension ManifestSet {
    /// A refusal by a server, put at the place in the user's files that it is about.
    ///
    /// `field` is a path such as `container.ports[0]`; where that field is not written, the nearest enclosing one is
    /// shown. A key that is not among the manifests gives a diagnostic without a place.
    package func diagnostic(key: ResourceKey?, field: String, message: String, hint: String = "") -> Diagnostic {
        let text = field.isEmpty ? message : "\(field): \(message)"
        guard let key else {
            return Diagnostic(file: sources.first?.file ?? "-", mark: nil, message: text, hint: hint)
        }
        guard let entry = entry(for: key) else {
            return Diagnostic(file: sources.first?.file ?? "-", mark: nil, message: "\(key): \(text)", hint: hint)
        }
        let mark = entry.mark(of: field)
        let line = sources.first { $0.file == entry.file }?.stream.diagnostic(at: mark, text).sourceLine ?? ""
        return Diagnostic(file: entry.file, mark: mark, message: "\(key): \(text)", hint: hint, sourceLine: line)
    }

    /// A refusal of a space for what it came to, put at the place in its template that is at fault; `nil` where the
    /// template is not among the manifests, or `message` does not begin with a field of it.
    package func diagnostic(inTemplateOf space: ResourceKey, message: String) -> Diagnostic? {
        guard space.kind == .space, let name = entry(for: space)?.manifest.fields["template"]?.string,
            let end = message.firstRange(of: ": ")
        else { return nil }
        let key = ResourceKey(.template, name: name)
        let path = String(message[..<end.lowerBound])
        guard ["container", "volumes", "paths"].contains(path.prefix { $0.isLetter }), !path.contains(" "),
            entry(for: key) != nil
        else { return nil }
        return diagnostic(key: key, field: path, message: "\(message[end.upperBound...]) (in \(space))")
    }

    /// The manifest that a server's key is about. A space written without its user is found by its name.
    package func entry(for key: ResourceKey) -> Entry? {
        if let exact = entries.first(where: { $0.manifest.key == key }) { return exact }
        return entries.first { entry in
            let own = entry.manifest.key
            return own.kind == key.kind && own.name == key.name && (own.owner.isEmpty || key.owner.isEmpty)
        }
    }
}
