import KnotExpression
import KnotModel
import Testing

@Suite struct ExpressionPropertyTests {
    private static let parts = [
        "${{", "}}", "-}}", "${{-", " ", "\n", ".space.name", ".x", "$", "|", "(", ")", "\"", "`", "\\", "/*", "*/",
        "if",
        "else", "end", "range", "and", "or", "printf", "\"%s%d\"", "index", "json", "toUpper", "1", "-2", "0x", "1e",
        "true", "nil", "é", "👩‍👩‍👧", "\u{0}", "'", "'x'", "%", "eq", ".var.list", "a",
    ]

    /// Text made of words of the language, mostly nonsense; half of the time between braces that match.
    private func text(_ random: inout SeededGenerator) -> String {
        func words(_ most: Int, _ random: inout SeededGenerator) -> String {
            (0..<Int.random(in: 0..<most, using: &random)).map { _ in
                Self.parts.randomElement(using: &random) ?? ""
            }.joined(separator: Bool.random(using: &random) ? " " : "")
        }
        guard Bool.random(using: &random) else { return words(14, &random) }
        return words(3, &random) + "${{ " + words(4, &random) + " }}" + words(3, &random)
    }

    @Test func anytime_anyTextRendersOrSaysWhyNot() {
        var random = SeededGenerator(seed: 1)
        var rendered = 0
        for _ in 0..<20_000 {
            let text = text(&random)
            do throws(ExpressionError) {
                let template = try TextTemplate(parsing: text)
                _ = try template.render(RenderTests.scope)
                rendered += TextTemplate.mayContainExpressions(text) ? 1 : 0
            } catch {
                #expect(!error.message.isEmpty)
                #expect((0...text.unicodeScalars.count).contains(error.offset), "\(text)")
            }
        }
        #expect(rendered > 100)
    }

    @Test func anytime_aTextWithoutExpressionsRendersToItself() throws {
        var random = SeededGenerator(seed: 2)
        var tried = 0
        for _ in 0..<5_000 {
            let text = text(&random)
            guard !TextTemplate.mayContainExpressions(text) else { continue }
            tried += 1
            #expect(try TextTemplate(parsing: text).render([:]) == text)
        }
        #expect(tried > 1_000)
    }

    @Test func anytime_aQuotedTextRendersToItself() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let text = text(&random)
            let literal = try TextTemplate(parsing: "${{ printf \"%q\" .x }}").render(["x": .string(text)])
            #expect(try TextTemplate(parsing: "${{ \(literal) }}").render([:]) == text)
        }
    }

    @Test func anytime_whatIsNotReferredToDoesNotMatter() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<5_000 {
            guard let template = try? TextTemplate(parsing: text(&random)) else { continue }
            let full = try? template.render(RenderTests.scope)
            var only = FieldMap()
            for path in template.references {
                guard let group = RenderTests.scope[path[0]] else { continue }
                only[path[0]] = group
            }
            if full != nil { #expect(try template.render(only) == full) }
            if template.isConstant, full != nil { #expect(try template.render([:]) == full) }
        }
    }
}
