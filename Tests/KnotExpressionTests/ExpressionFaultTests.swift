import KnotExpression
import KnotModel
import Testing

@Suite struct ExpressionFaultTests {
    /// What a text says when it is understood and rendered: its error as `offset: message | hint`, or its result.
    private func outcome(_ text: String) -> String {
        do throws(ExpressionError) {
            return "= " + (try TextTemplate(parsing: text).render(RenderTests.scope))
        } catch {
            return "\(error.offset): \(error.message)" + (error.hint.isEmpty ? "" : " | \(error.hint)")
        }
    }

    @Test(
        arguments: [
            ("é ${{ .space.nam }}", "6: `.space.nam` does not exist | did you mean `.space.name`?"),
            ("${{ .spaec.name }}", "4: `.spaec` does not exist | did you mean `.space`?"),
            ("${{ .nothing.x }}", "4: `.nothing` does not exist | a value can come from .space, .user, .var"),
            ("${{ .user.phone }}", "4: `.user.phone` does not exist | `.user` holds email, username"),
            ("${{ .space.name.x }}", "4: `.space.name` is a text and has no `.x` | leave `.x` out"),
            ("${{ if .vars.x }}${{ end }}", "7: `.vars` does not exist | did you mean `.var`?"),
            (
                "${{ index .var \"my-vra\" }}",
                "4: `(index … \"my-vra\")` does not exist | did you mean `(index …).my-var`?"
            ),
            (
                "${{ .var.list }}",
                "4: `.var.list` is a list, which is no text | show it with `json`, or take one part of it with `index`"
            ),
            (
                "${{ or .var.a .var.b }}",
                "4: the result of `or` has no value | give it one, or a default with `or`, as in `or .var.name \"text\"`"
            ),
            (
                "${{ .var.count | toUpper }}",
                "17: `toUpper` takes a text, and this is a number | turn a value into a text with `print` or `json`"
            ),
            ("${{ index .var.list 7 }}", "4: `index` asks for item 7 of a list of 2 | items count from 0"),
            ("${{ index .var.list -1 }}", "4: `index` asks for item -1 of a list of 2 | items count from 0"),
            (
                "${{ index .var.list \"a\" }}",
                "4: `index` cannot look up a text in a list | a map takes a text and a list takes a number"
            ),
            ("${{ index .space.name 0 }}", "4: `index` takes a list or a map, and this is a text"),
            ("${{ len 3 }}", "4: `len` takes a text, a list or a map, and this is a number"),
            (
                "${{ printf \"%d\" \"x\" }}",
                "4: `%d` does not fit a text | %s and %q take a text, %d a whole number, %v both"
            ),
            ("${{ printf \"%5d\" 1 }}", "4: `printf` does not know `%5` | known are %s %d %v %q and %%"),
            ("${{ printf \"%s\" }}", "4: `printf` has too few arguments for its text"),
            ("${{ printf \"\" 1 }}", "4: `printf` has more arguments than its text uses"),
            ("${{ printf \"%", "11: the quote that opens here is not closed | close it in the same line"),
            ("a ${{ .x", "2: `${{` is not closed | close it with `}}`; a literal one is written `${{ \"${{\" }}`"),
            ("${{ }}", "0: an expression is missing here | write a path such as `.space.name`, or a function"),
            ("${{ toUpper }}", "4: `toUpper` takes 1 argument and has 0 here"),
            ("${{ eq 1 }}", "4: `eq` takes at least 2 arguments and has 1 here"),
            ("${{ map 1 }}", "4: `map` takes pairs of a key and a value | write `map \"key\" .value …`"),
            ("${{ map 1 2 | json }}", "4: a key of `map` is a number | a key must be a text"),
            ("${{ toUper \"a\" }}", "4: there is no function `toUper` | did you mean `toUpper`?"),
            (
                "${{ .a | .b }}",
                "9: only a function can follow `|` | known are and, eq, ge, gt, index, json, le, len, lt, map, ne, not, or, print, printf, quote, toLower, toUpper"
            ),
            ("${{ .a .b }}", "7: only a function takes arguments | join values with `print`, or write two `${{ … }}`"),
            ("${{ (.a }}", "4: `(` is not closed | add `)`"),
            ("${{ .a ) }}", "7: `)` closes nothing | remove it, or add `(` before"),
            (
                "${{ .var.my-var }}",
                "11: `-` cannot follow `.my` | a name with `-` is reached by `index`, as in `index .var \"my-…\"`"
            ),
            ("${{ . }}", "4: a field's name is missing after `.` | write a path such as `.space.name`"),
            (
                "${{ $x := 1 }}",
                "5: `x` cannot follow `$` | variables are not supported; a path starts with a dot, as in `.space.name`"
            ),
            ("${{ 'a' }}", "4: single quotes are not known here | write a text between double quotes"),
            (
                "${{ \"\\q\" }}",
                "5: this escape is not known | known are \\n \\t \\r \\\\ \\\" \\xHH \\uHHHH \\UHHHHHHHH"
            ),
            ("${{ 12x }}", "4: `12x` is not a number | quote it if it is a text"),
            (
                "${{ range .a }}${{ end }}",
                "4: `range` is not supported | only `if`, `else` and `end` are; write the text out"
            ),
            (
                "${{ with .a }}${{ end }}",
                "4: `with` is not supported | only `if`, `else` and `end` are; write the text out"
            ),
            ("${{ if .a }}x", "0: this `if` has no `end` | close it with `${{ end }}` in the same value"),
            (
                "${{ if }}x${{ end }}",
                "0: an expression is missing here | write a path such as `.space.name`, or a function"
            ),
            ("x${{ end }}", "1: `end` without an `if` | remove it, or add `${{ if … }}` before it"),
            (
                "${{ if 1 }}${{ else }}${{ else }}${{ end }}",
                "22: a second `else` for the same `if` | only the last branch is a plain `else`"
            ),
            ("${{ if 1 }}${{ end 2 }}", "19: nothing may follow `end` | remove the rest"),
            ("${{/* x }}", "0: the comment is not closed | write `${{/* … */}}` with nothing else between the braces"),
            (
                "${{ eq .var.count \"3\" }}",
                "4: `eq` cannot compare a number with a text | variables and custom fields are texts: compare them with a text, as in `eq .var.count \"3\"`"
            ),
            (
                "${{ lt .var.off true }}",
                "4: `lt` cannot compare true or false with true or false | variables and custom fields are texts: compare them with a text, as in `eq .var.count \"3\"`"
            ),
        ] as [(String, String)])
    func saysWhatIsWrong(_ text: String, _ expected: String) {
        #expect(outcome(text) == expected)
    }

    @Test func nestingIsBounded() {
        func parentheses(_ count: Int) -> String {
            "${{ " + String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count) + " }}"
        }
        func ifs(_ count: Int) -> String {
            String(repeating: "${{ if true }}", count: count) + "1" + String(repeating: "${{ end }}", count: count)
        }
        #expect(outcome(parentheses(32)) == "= 1")
        #expect(outcome(parentheses(33)).contains("more than 32 parentheses"))
        #expect(outcome(parentheses(100_000)).contains("more than 32 parentheses"))
        #expect(outcome(ifs(32)) == "= 1")
        #expect(outcome(ifs(33)).contains("more than 32 `if`s"))
        #expect(outcome(ifs(10_000)).contains("more than 32 `if`s"))
    }

    @Test func aResultCannotGrowWithoutEnd() {
        let chain = "\"\\\\\"" + String(repeating: " | json", count: 60)
        #expect(outcome("${{ \(chain) }}").contains("the result is longer than"))
        let long = "(\"\\\\\"" + String(repeating: " | json", count: 17) + ")"
        for function in ["print", "json | print", "and", "printf \"%s\""] {
            let many = Array(repeating: long, count: 500).joined(separator: " ")
            #expect(!outcome("${{ \(function) \(many) }}").hasPrefix("= "))
        }
        #expect(
            outcome("${{ map \(Array(repeating: "\"k\" \(long)", count: 500).joined(separator: " ")) | json }}")
                .contains("the result is longer than"))
    }
}
