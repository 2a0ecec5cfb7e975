/// A word of the language.
struct Token: Hashable {
    enum Content: Hashable {
        /// `.name`, one step of a path.
        case field(String)
        case word(String)
        case text(String)
        case int(Int64)
        case double(Double)
        /// `$`, the whole scope.
        case scope
        case pipe, open, close
    }

    var content: Content
    var offset: Int
    /// Whether white space stands before it; `.a.b` is one path and `.a .b` are two.
    var isApart: Bool
}
