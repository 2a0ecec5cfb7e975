import KnotModel
import KnotPlan
import KnotStore

/// What knot shows in place of a protected value, read back as one: an export that is applied again must not destroy what it
/// could not show.
extension Admission {
    /// The manifest with the value that is stored in place of the one that was hidden.
    ///
    /// - Throws: A refusal naming the field where `********` stands and there is nothing to keep.
    func unmasked(_ manifest: Manifest) throws(Refusal) -> Manifest {
        guard let field = Self.maskedField(.map(manifest.fields), "") else { return manifest }
        guard manifest.key.kind == .variable, field == VariableSpec.Field.value.rawValue else {
            throw refusal(
                manifest.key, field,
                "'\(FieldDifference.hidden)' is what knot shows in place of a protected value, and no value itself; write the "
                    + "value, or better a protected variable, as '${{ .var.name }}'")
        }
        guard let record = staging.live(manifest.key), !record.isDeleting, record.manifest.isProtected,
            let value = record.variable.value
        else {
            throw refusal(
                manifest.key, field,
                "'\(FieldDifference.hidden)' is what knot shows in place of a protected value, and no value of "
                    + "\(manifest.key) is stored that could be kept; write the value itself, or leave this manifest out"
            )
        }
        guard manifest.isProtected else {
            throw refusal(
                manifest.key, field,
                "\(manifest.key) is protected, and its value is hidden here; to make it one that everybody may read, write "
                    + "the value itself")
        }
        var manifest = manifest
        manifest.variable.value = value
        return manifest
    }

    private func refusal(_ key: ResourceKey, _ field: String, _ message: String) -> Refusal {
        Refusal(key: key, field: field, failure: Failure(.invalid, subject: key.description, message))
    }

    /// The path of the first field whose whole value is hidden; `NAME=********` counts.
    private static func maskedField(_ value: Value, _ path: String) -> String? {
        switch value {
        case .string(let text):
            guard text.hasSuffix(FieldDifference.hidden) else { return nil }
            let name = text.dropLast(FieldDifference.hidden.count)
            let isEntry = name.last == "=" && name.dropLast().allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            return name.isEmpty || isEntry ? path : nil
        case .list(let items):
            return items.enumerated().lazy.compactMap { maskedField($1, "\(path)[\($0)]") }.first
        case .map(let fields):
            return fields.lazy.compactMap { maskedField($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }.first
        default: return nil
        }
    }
}

extension ResourceChange {
    /// With a warning where a protected value is too short to be found in messages and logs.
    func warned(of manifest: Manifest) -> ResourceChange {
        guard manifest.isProtected, verb != .unchanged, let value = manifest.variable.text,
            !value.isEmpty,
            value.utf8.count < Redactor.shortest
        else { return self }
        var change = self
        change.warnings.append(
            "the value of \(key) is too short to be hidden where it stands within other texts, as in logs and messages; one "
                + "of at least \(Redactor.shortest) characters is")
        return change
    }
}
