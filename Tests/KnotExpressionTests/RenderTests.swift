import KnotExpression
import KnotModel
import Testing

@Suite struct RenderTests {
    static let scope: FieldMap = [
        "space": ["name": "web", "id": "0192", "first_boot": true, "stack": ""],
        "user": ["username": "alice", "email": "a@example.com"],
        "var": [
            "proxy": "http://p:3128", "empty": "", "quoted": "say \"hi\"", "count": 3, "ratio": .double(0.5),
            "whole": .double(2),
            "my-var": "dashed", "list": ["a", "b"], "deep": ["x": ["y": "z"]], "off": false,
        ],
    ]

    @Test(
        arguments: [
            ("", ""), ("plain", "plain"), ("$ {{ }} $$ }}", "$ {{ }} $$ }}"),
            ("${{ .space.name }}", "web"), ("${{.space.name}}", "web"), ("a-${{ .space.name }}-b", "a-web-b"),
            ("${{ $.space.name }}", "web"), ("${{ .space.first_boot }}", "true"), ("${{ .var.count }}", "3"),
            ("${{ .var.ratio }} ${{ .var.whole }}", "0.5 2"), ("${{ .var.empty }}", ""), ("${{ .space.stack }}|", "|"),
            ("${{ .space.name | toUpper }}", "WEB"), ("${{ toLower \"ÄB\" }}", "äb"),
            ("${{ .var.quoted | quote }}", "say \\\"hi\\\""), ("${{ .var.quoted | json }}", "\"say \\\"hi\\\"\""),
            ("${{ json .var.list }}", "[\"a\",\"b\"]"),
            ("${{ map \"b\" 1 \"a\" true | json }}", "{\"a\":true,\"b\":1}"),
            ("${{ (map \"a\" \"x\").a }}", "x"), ("${{ index .var \"my-var\" }}", "dashed"),
            ("${{ index .var.list 1 }}", "b"), ("${{ index .var \"deep\" \"x\" \"y\" }}", "z"),
            ("${{ (index .var \"deep\").x.y }}", "z"), ("${{ len .var.list }}${{ len \"äb\" }}", "23"),
            ("${{ print .space.name 1 2 \"x\" 3 }}", "web1 2x3"), ("${{ print }}", ""),
            ("${{ printf \"%s-%d-%v-%q-%%\" .space.name .var.count true \"a\\n\" }}", "web-3-true-\"a\\n\"-%"),
            ("${{ eq .space.name \"db\" \"web\" }}", "true"), ("${{ ne 1 1 }}", "false"), ("${{ lt 1 2.5 }}", "true"),
            ("${{ ge \"b\" \"a\" }}", "true"), ("${{ le 2 1 }}", "false"), ("${{ gt 2 2 }}", "false"),
            ("${{ and 1 \"\" }}|${{ or \"\" \"x\" }}", "|x"), ("${{ not .var.empty }}", "true"),
            ("${{ or .var.missing \"none\" }}", "none"), ("${{ .space.name | printf \"%s.%s\" \"a\" }}", "a.web"),
            ("${{ \"${{\" }}", "${{"), ("${{ \"}}\" }}", "}}"), ("${{ `raw \\n` }}", "raw \\n"),
            ("${{ \"\\u00e9\\x41\\t\" }}", "éA\t"), ("${{ -3 }} ${{ 0x1f }} ${{ 1e3 }} ${{ .5 }}", "-3 31 1000 0.5"),
            ("${{ (toUpper (print \"a\" \"b\")) }}", "AB"), ("${{ print\n .space.name }}", "web"),
            ("a ${{/* a comment with }} */}} b", "a  b"), ("a ${{- /* c */ -}} b", "ab"),
            ("a  ${{- .space.name -}}\n\n b", "awebb"), ("a ${{ .space.name -}} b", "a webb"), ("${{-3}}", "-3"),
            ("${{ if .var.proxy }}P${{ end }}", "P"), ("${{ if .var.none }}P${{ end }}", ""),
            ("${{ if .var.none }}P${{ else }}N${{ end }}", "N"),
            ("${{ if .var.off }}P${{ else if eq .var.count 3 }}3${{ else }}N${{ end }}", "3"),
            (
                "${{ if and .space.first_boot (not .var.none) }}${{ if .var.empty }}x${{ else }}y${{ end }}${{ end }}",
                "y"
            ),
            ("${{ if eq .var.none \"a\" }}x${{ else }}y${{ end }}", "y"),
            ("${{ if index .var \"no-such\" }}x${{ end }}", ""),
            ("  ${{- if true }} a ${{- end }} b", " a b"),
        ] as [(String, String)])
    func gives(_ text: String, _ expected: String) throws {
        #expect(try TextTemplate(parsing: text).render(Self.scope) == expected)
    }

    @Test func referencesAreListedOnceInOrder() throws {
        let text = """
            ${{ .space.name | printf "%s%s" .user.username }} ${{ if .var.a }}${{ .space.name }}${{ else }}\
            ${{ index .custom "my-field" }}${{ json (index .var .user.email).x }}${{ end }}
            """
        #expect(
            try TextTemplate(parsing: text).references == [
                ["space", "name"], ["user", "username"], ["var", "a"], ["custom", "my-field"], ["var"],
                ["user", "email"],
            ])
    }

    @Test func aTextWithoutReferencesIsConstant() throws {
        #expect(try TextTemplate(parsing: "a ${{ \"b\" | toUpper }}").isConstant)
        #expect(try TextTemplate(parsing: "a").isConstant)
        #expect(try !TextTemplate(parsing: "${{ if .a }}${{ end }}").isConstant)
    }

    @Test func theFastCheckFindsEveryExpression() {
        for text in ["${{", "a ${{ b", "$${{", "$ ${ ${{"] { #expect(TextTemplate.mayContainExpressions(text)) }
        for text in ["", "$", "${", "$ {{", "{{", "${ {", "$"] { #expect(!TextTemplate.mayContainExpressions(text)) }
    }

    @Test func equalTextsMakeEqualTemplates() throws {
        #expect(try TextTemplate(parsing: "${{ .a }}") == TextTemplate(parsing: "${{ .a }}"))
        #expect(try TextTemplate(parsing: "${{ .a }}") != TextTemplate(parsing: "${{ .b }}"))
    }
}
