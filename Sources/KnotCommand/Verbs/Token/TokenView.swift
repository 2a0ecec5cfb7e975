import KnotAPI
import KnotModel

/// Shows tokens in the form that was asked for.
struct TokenView {
    let console: Console
    let form: OutputForm?

    func show(_ tokens: [TokenDocument]) throws {
        switch form {
        case .json?: console.print(try JSONText.of(TokenList(items: tokens)))
        case .yaml?: console.print(try YAMLText.of(TokenList(items: tokens)))
        case .name?: console.print(tokens.map { "token/\($0.name)\n" }.joined())
        case .wide?, nil:
            guard !tokens.isEmpty else { return console.note("There are no tokens. Make one: knot token create NAME") }
            let now = WallClock.now()
            let rows: [[Table.Cell]] = tokens.map { token in
                [
                    Table.Cell(token.name), Table.Cell(token.user),
                    Table.Cell(token.createdAt.map { Age.text(from: $0, to: now) } ?? "-"),
                    Table.Cell(token.description),
                ]
            }
            console.print(
                Table(["NAME", "USER", "AGE", "DESCRIPTION"], rows: rows, optional: ["DESCRIPTION"])
                    .text(on: console.output))
        }
    }
}
