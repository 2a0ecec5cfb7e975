import KnotModel

/// A text with `${{ … }}` in it, understood once and rendered as often as wanted.
///
/// The language is that of Go's text/template with those delimiters, as far as one scalar of a manifest needs it:
/// fields (`.space.name`), literals, pipelines, calls, parentheses, `if`/`else if`/`else`/`end`, comments and trim
/// markers. Functions: `map quote toUpper toLower json`, and of Go's own `eq ne lt le gt ge and or not len index print
/// printf`. Unlike Go, a value that is missing is an error that names it, never `<no value>`.
/// Source: Go 1.23, package text/template.
package struct TextTemplate: Sendable, Hashable {
    private let pieces: [Piece]

    /// The fields that the text refers to, such as `["space", "name"]`: each once, in the order of appearance.
    package let references: [[String]]
    /// How many fields, literals and calls its expressions hold: what a rendering works out at most.
    package let operations: Int

    /// Understands `text`; the error's offset counts from its start.
    package init(parsing text: String) throws(ExpressionError) {
        guard Self.mayContainExpressions(text) else {
            pieces = text.isEmpty ? [] : [.text(text)]
            references = []
            operations = 0
            return
        }
        var parser = try Parser(text)
        pieces = try parser.parse()
        let found = References(pieces)
        references = found.paths
        operations = found.operations
    }

    /// Whether the text renders to the same whatever the scope.
    package var isConstant: Bool { references.isEmpty }

    /// The text with every expression replaced by its value in `scope`, whose keys are the groups: `space`, `var`, ….
    package func render(_ scope: FieldMap) throws(ExpressionError) -> String {
        if pieces.count == 1, case .text(let text) = pieces[0] { return text }
        var evaluator = Evaluator(scope: scope)
        try evaluator.render(pieces)
        return evaluator.output
    }

    /// Whether `${{` stands in the text; without it the text is its own value. Fast.
    package static func mayContainExpressions(_ text: String) -> Bool {
        let dollar = UInt8(ascii: "$")
        let brace = UInt8(ascii: "{")
        let bytes = text.utf8
        var rest = bytes[...]
        while let start = rest.firstIndex(of: dollar) {
            rest = rest[bytes.index(after: start)...]
            if rest.starts(with: [brace, brace]) { return true }
        }
        return false
    }
}
