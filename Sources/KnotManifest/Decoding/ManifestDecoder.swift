import KnotModel
import KnotYAML

/// Turns the documents of one stream into manifests, by the schema table, and says all that is wrong with them.
///
/// Never throws and never stops at a fault: every document is read to its end, so that one run shows all mistakes.
struct ManifestDecoder {
    /// A step on the way to a field, for messages.
    enum Step {
        case key(String)
        case index(Int)
    }

    let stream: ParsedStream
    private(set) var diagnostics: [Diagnostic] = []
    /// Errors found, also those over the limit, which are counted and not kept.
    private(set) var errorCount = 0
    var path: [Step] = []
    /// Whether `${{ … }}` is replaced in the field at hand.
    var isRendered = false
    /// What the document's expressions have to work out, so far.
    var operations = 0
    /// Whether the document's container is there as a text that cannot be read, which is reported already.
    var isContainerBroken = false

    init(_ stream: ParsedStream) { self.stream = stream }

    /// The most errors that are kept; more help nobody.
    static let limit = 100

    mutating func error(_ mark: Mark, _ message: String, hint: String = "") {
        errorCount += 1
        guard errorCount <= Self.limit else { return }
        add(stream.diagnostic(at: mark, message, hint: hint))
    }

    /// An error about the field at `path`, which the message names first.
    mutating func fieldError(_ mark: Mark, _ message: String, hint: String = "") {
        error(mark, path.isEmpty ? message : "\(pathText): \(message)", hint: hint)
    }

    mutating func warning(_ mark: Mark, _ message: String, hint: String = "") {
        guard diagnostics.count < 2 * Self.limit else { return }
        add(stream.diagnostic(.warning, at: mark, message, hint: hint))
    }

    mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    /// `container.ports[0]`.
    var pathText: String {
        var text = ""
        for step in path {
            switch step {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }

    /// Runs `body` one step further down.
    mutating func at<Result>(_ step: Step, _ body: (inout Self) -> Result) -> Result {
        path.append(step)
        defer { path.removeLast() }
        return body(&self)
    }
}
