import KnotModel

/// A part of a text.
enum Piece: Sendable, Hashable {
    case text(String)
    /// Replaced by its value.
    case output(Expression, offset: Int)
    /// The pieces of the first branch whose condition holds, otherwise `otherwise`.
    case choice([Branch], otherwise: [Piece])
}

struct Branch: Sendable, Hashable {
    var condition: Expression
    var pieces: [Piece]
}

/// What has a value. Offsets are those of the first character.
indirect enum Expression: Sendable, Hashable {
    case literal(Value)
    case field([String], offset: Int)
    /// Fields of what a parenthesis gives: `(index .a "b").c`.
    case member(Expression, [String], offset: Int)
    case call(Function, [Expression], offset: Int)
}
