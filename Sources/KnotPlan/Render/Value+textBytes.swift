import KnotModel

extension Value {
    /// Bytes of all texts in it, keys included.
    var textBytes: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .list(let items): items.reduce(0) { $0 + $1.textBytes }
        case .map(let fields): fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.textBytes }
        default: 0
        }
    }
}
