import CLibYAML

/// libyaml's parser over a piece of memory: one event after another.
///
/// The memory must outlive the value. libyaml keeps a pointer to its own parser, so the parser lives at a fixed address.
struct EventSource: ~Copyable {
    /// What libyaml says of a syntax error; lines and columns count from 0.
    struct Failure {
        var problem: String
        var context: String
        var line: Int
        var column: Int
        /// Where the thing started that could not be finished; the same as the place itself when unknown.
        var contextLine: Int
        var contextColumn: Int
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let isReady: Bool
    private var holdsEvent = false

    init(_ text: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        if holdsEvent { yaml_event_delete(event) }
        if isReady { yaml_parser_delete(parser) }
        event.deallocate()
        parser.deallocate()
    }

    /// The next event, valid until the next call; `nil` on a syntax error, after which there are no more.
    mutating func next() -> UnsafePointer<yaml_event_t>? {
        guard isReady else { return nil }
        if holdsEvent { yaml_event_delete(event) }
        holdsEvent = yaml_parser_parse(parser, event) == 1
        return holdsEvent ? UnsafePointer(event) : nil
    }

    /// What went wrong when `next` gave `nil`.
    var failure: Failure {
        let state = parser.pointee
        guard isReady, state.error != YAML_MEMORY_ERROR else {
            return Failure(
                problem: "out of memory", context: "", line: 0, column: 0, contextLine: 0, contextColumn: 0)
        }
        let hasContext = state.context != nil
        return Failure(
            problem: state.problem.map { String(cString: $0) } ?? "syntax error",
            context: state.context.map { String(cString: $0) } ?? "",
            line: Int(clamping: state.problem_mark.line), column: Int(clamping: state.problem_mark.column),
            contextLine: Int(clamping: hasContext ? state.context_mark.line : state.problem_mark.line),
            contextColumn: Int(clamping: hasContext ? state.context_mark.column : state.problem_mark.column))
    }
}
