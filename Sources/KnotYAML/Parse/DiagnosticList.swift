/// The diagnostics of one stream, of which there are never more than a limit.
struct DiagnosticList {
    let file: String
    private let source: SourceText
    private let limit: Int
    private var all: [Diagnostic] = []

    init(_ file: String, _ source: SourceText, limit: Int) {
        self.file = file
        self.source = source
        self.limit = limit
    }

    /// Whether nothing more is taken, so that reading on is of no use.
    private(set) var isFull = false

    mutating func add(_ mark: Mark?, _ message: String, hint: String = "") {
        guard !isFull else { return }
        guard all.count < limit - 1 else {
            isFull = true
            all.append(
                Diagnostic(file: file, mark: mark, message: "there are more errors; the rest of the text is not read"))
            return
        }
        let line = mark.map { source.line(showing: $0) } ?? ""
        let diagnostic = Diagnostic(file: file, mark: mark, message: message, hint: hint, sourceLine: line)
        // Reading again from the `---` at which a fault was found may find the same one again.
        if diagnostic != all.last { all.append(diagnostic) }
    }

    /// In the order of their places; those about the whole stream come last.
    var sorted: [Diagnostic] {
        let far = Mark(line: .max, column: .max)
        return all.enumerated().sorted { ($0.element.mark ?? far, $0.offset) < ($1.element.mark ?? far, $1.offset) }
            .map(\.element)
    }

    /// The whole of a source line, for advice that depends on it.
    func sourceLine(_ number: Int) -> String { source.line(number) }
}
