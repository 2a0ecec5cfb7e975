import KnotExpression
import KnotModel

/// What the containers of a template are made with besides it: the variables and volumes that it refers to.
///
/// A name may come of an expression, and a text may not be readable: then any is taken to be one.
struct Ingredients {
    private var variables: Set<String> = []
    private var isAnyVariable = false
    private var volumes: Set<String> = []
    private var isAnyVolume = false

    init(_ template: FieldMap) {
        for field in ["container", "volumes", "paths"] { template[field].map { collect($0) } }
        for item in template["container"]?.map?["volumes"]?.list ?? [] {
            guard let text = item.string else { continue }
            let source = text.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
            if TextTemplate.mayContainExpressions(source) { isAnyVolume = true } else { volumes.insert(source) }
        }
    }

    /// Whether a variable or volume is one of them, or may be.
    func contains(_ key: ResourceKey) -> Bool {
        switch key.kind {
        case .variable:
            isAnyVariable || variables.contains(key.name)
                || variables.contains(String(key.name.map { $0 == "-" ? "_" : $0 }))
        case .volume: isAnyVolume || volumes.contains(key.name)
        default: false
        }
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
            isAnyVariable = true
            return
        }
        for path in parsed.references where path.first == "var" || path.isEmpty {
            if path.count > 1 { variables.insert(path[1]) } else { isAnyVariable = true }
        }
    }
}
