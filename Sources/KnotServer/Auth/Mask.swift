import KnotAPI
import KnotModel
import KnotPlan

/// Keeps the values of protected variables, and the digests of tokens, from being shown with their resources.
enum Mask {
    static let text = FieldDifference.hidden

    /// The document as it may be shown.
    static func covered(_ document: ResourceDocument) -> ResourceDocument {
        var document = document
        switch document.key.kind {
        case .variable where document.variable.isProtected && document.variable.value != nil:
            document.variable.value = .string(text)
        case .token:
            document.token[.digest] = nil
        default: break
        }
        return document
    }

    /// The changes as they may be shown: `isHidden` says which resources have a value to hide, before or after.
    static func covered(_ changes: [ResourceChange], _ isHidden: (ResourceKey) -> Bool) -> [ResourceChange] {
        changes.map { change in
            guard change.key.kind == .variable || change.key.kind == .token, isHidden(change.key) else { return change }
            var change = change
            for index in change.differences.indices {
                let path = change.differences[index].path
                guard VariableSpec.Field(path: path) == .value || TokenSpec.Field(path: path) == .digest else {
                    continue
                }
                if change.differences[index].before != nil { change.differences[index].before = .string(text) }
                if change.differences[index].after != nil { change.differences[index].after = .string(text) }
            }
            return change
        }
    }
}
