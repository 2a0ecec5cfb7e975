import KnotExpression
import KnotModel

/// What the containers of a template, or scripts, are made with besides it: the variables and volumes that it refers to.
///
/// A name may come of an expression, and a text may not be readable: then any is taken to be one.
package struct Ingredients: Sendable {
    /// Stand for whichever there are.
    static let anyVariable = ResourceKey(.variable, name: "")
    static let anyVolume = ResourceKey(.volume, name: "")

    /// Not all of them need exist.
    private(set) var keys: Set<ResourceKey> = []

    init(template: TemplateSpec) {
        for field in [TemplateSpec.Field.container, .volumes, .paths] { template[field].map { collect($0) } }
        for item in template.container?["volumes"]?.list ?? [] {
            guard let text = item.string else { continue }
            let source = text.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
            if TextTemplate.mayContainExpressions(source) { keys.insert(Self.anyVolume) } else { note(.volume, source) }
        }
    }

    /// Whichever there are.
    static let all = Ingredients(keys: [anyVariable, anyVolume])

    private init(keys: Set<ResourceKey>) { self.keys = keys }

    init(texts: some Sequence<String>) {
        for text in texts { collect(text) }
    }

    private mutating func collect(_ value: Value) {
        switch value {
        case .string(let text): collect(text)
        case .list(let items): for item in items { collect(item) }
        case .map(let fields):
            for field in fields {
                collect(field.key)
                collect(field.value)
            }
        default: break
        }
    }

    private mutating func collect(_ text: String) {
        guard TextTemplate.mayContainExpressions(text) else { return }
        guard let parsed = try? TextTemplate(parsing: text) else {
            keys.insert(Self.anyVariable)
            return
        }
        for path in parsed.references where path.first == "var" || path.isEmpty {
            guard path.count > 1 else {
                keys.insert(Self.anyVariable)
                continue
            }
            // `base-url` is read as `base_url` too, which is no name of a variable.
            note(.variable, path[1])
            note(.variable, String(path[1].map { $0 == "_" ? "-" : $0 }))
        }
    }

    private mutating func note(_ kind: Kind, _ name: String) {
        if ResourceKey.isName(name) { keys.insert(ResourceKey(kind, name: name)) }
    }
}
