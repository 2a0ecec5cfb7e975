/// The functions of the language, as they are written.
enum Function: String, Sendable, Hashable, CaseIterable {
    case map, quote, toUpper, toLower, json
    case eq, ne, lt, le, gt, ge
    case and, or, not
    case len, index, print, printf

    /// How many arguments it takes, the one from a pipe included; `nil` at the top means any number.
    var arity: (least: Int, most: Int?) {
        switch self {
        case .map, .print: (0, nil)
        case .quote, .toUpper, .toLower, .json, .not, .len: (1, 1)
        case .eq: (2, nil)
        case .ne, .lt, .le, .gt, .ge: (2, 2)
        case .and, .or, .index, .printf: (1, nil)
        }
    }

    static let names = allCases.map(\.rawValue).sorted()
}
