import KnotModel

/// The fields that pieces refer to: each once, in the order of appearance.
struct References {
    private var found: [(offset: Int, path: [String])] = []
    /// Fields, literals and calls, each as often as it stands there.
    private(set) var operations = 0

    init(_ pieces: [Piece]) { collect(pieces) }

    var paths: [[String]] {
        var known: Set<[String]> = []
        return found.sorted { $0.offset < $1.offset }.map(\.path).filter { known.insert($0).inserted }
    }

    private mutating func collect(_ pieces: [Piece]) {
        for piece in pieces {
            switch piece {
            case .text: break
            case .output(let expression, _): collect(expression)
            case .choice(let branches, let otherwise):
                for branch in branches {
                    collect(branch.condition)
                    collect(branch.pieces)
                }
                collect(otherwise)
            }
        }
    }

    private mutating func collect(_ expression: Expression) {
        operations += 1
        switch expression {
        case .literal: break
        case .field(let path, let offset): found.append((offset, path))
        case .member(let inner, _, _): collect(inner)
        case .call(.index, let arguments, _):
            // `index .var "my-name"` refers to `var.my-name`, not to all of `var`.
            var rest = arguments[...]
            if case .field(var path, let offset) = rest.popFirst() {
                while case .literal(.string(let key)) = rest.first {
                    path.append(key)
                    rest.removeFirst()
                }
                found.append((offset, path))
            } else {
                rest = arguments[...]
            }
            for argument in rest { collect(argument) }
        case .call(_, let arguments, _):
            for argument in arguments { collect(argument) }
        }
    }
}
