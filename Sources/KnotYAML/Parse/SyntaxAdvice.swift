/// A syntax error of libyaml in plain words: what is wrong, where to look, and what would be right.
struct SyntaxAdvice {
    var mark: Mark
    var message: String
    var hint: String

    /// `start` is where the thing began that could not be finished; `line` is the source line at `here`.
    init(_ failure: EventSource.Failure, at here: Mark, openedAt start: Mark, line: String) {
        mark = here
        let problem = failure.problem
        let culprit = line.dropFirst(here.column - 1).first
        let indent = line.prefix { $0 == " " || $0 == "\t" }
        if culprit == "\t" || problem.contains("a tab character")
            || indent.contains("\t") && problem != "found character that cannot start any token"
        {
            let column = indent.firstIndex(of: "\t").map { line.distance(from: line.startIndex, to: $0) + 1 }
            mark.column = column ?? here.column
            message = "a tab stands in the indentation"
            hint = "YAML allows only spaces there; replace each tab by spaces"
            return
        }
        if problem == "found character that cannot start any token", let culprit {
            message = "a plain value cannot start with `\(culprit)`"
            hint = "put the value between quotes: '\(culprit)…'"
            return
        }
        if problem == "did not find expected key", culprit == ":" {
            (message, hint) = ("a key is missing", "write `key: value`; an empty key must be written as \"\"")
            return
        }
        if failure.context.contains("quoted scalar"),
            problem == "found unexpected end of stream" || problem == "found unexpected document indicator"
        {
            mark = start
            message = "the quote that opens here is never closed"
            hint = "close it, or write a quote inside the text twice ('') or escaped (\\\")"
            return
        }
        if let advice = Self.flow(failure, start) {
            mark = start
            (message, hint) = advice
            return
        }
        (message, hint) =
            Self.table[problem] ?? Self.indentation(problem, start)
            ?? (
                (failure.context.isEmpty ? "" : failure.context + ": ") + problem,
                "check the indentation and the quotes here and in the line above"
            )
    }

    private static func flow(_ failure: EventSource.Failure, _ start: Mark) -> (String, String)? {
        switch failure.problem {
        case "did not find expected ',' or ']'":
            ("the list that `[` opens here is not closed", "separate its items with `,` and close it with `]`")
        case "did not find expected ',' or '}'":
            (
                "the map that `{` opens here is not closed",
                "separate its entries with `,` and close it with `}`; a text that starts with `{` must be quoted"
            )
        default: nil
        }
    }

    private static func indentation(_ problem: String, _ start: Mark) -> (String, String)? {
        switch problem {
        case "did not find expected key":
            (
                "this does not belong to the map that starts in line \(start.line)",
                "give keys of one map the same indentation, write them as `key: value`, and quote a value that goes on "
                    + "after a closing quote"
            )
        case "did not find expected '-' indicator":
            (
                "this does not belong to the list that starts in line \(start.line)",
                "start each item with `- ` at the same indentation"
            )
        case "could not find expected ':'":
            (
                "`:` is missing after the key in line \(start.line)",
                "write `key: value` with a space after `:`; the lines of a long text must be indented"
            )
        default: nil
        }
    }

    private static let table: [String: (String, String)] = [
        "mapping values are not allowed in this context": (
            "`:` is not allowed here",
            "quote a value that holds `: `, put a nested map on its own line, and check the indentation"
        ),
        "block sequence entries are not allowed in this context": (
            "a list item is not allowed here", "start the list on its own line below the key"
        ),
        "did not find expected alphabetic or numeric character": (
            "`*` starts an alias and `&` an anchor, and neither has a name here",
            "quote a text that starts with `*` or `&`, such as '*.example.com'"
        ),
        "found unknown escape character": (
            "a backslash between double quotes starts an escape, and this one is unknown",
            "write `\\\\` for a backslash, or use single quotes, which know no escapes"
        ),
        "did not find expected <document start>": (
            "this comes after the end of the document", "start a new document with `---` on a line of its own"
        ),
        "found undefined tag handle": (
            "this tag is not known", "leave the tag out, or quote a value that starts with `!`"
        ),
        "did not find expected node content": (
            "a value is missing here", "write one, or \"\" for an empty text"
        ),
        "did not find URI escape octet": ("this tag is not known", "quote a value that starts with `!` or `%`"),
        "found incompatible YAML document": (
            "this version of YAML is not supported", "leave the %YAML line out; knot reads YAML 1.2"
        ),
    ]
}
