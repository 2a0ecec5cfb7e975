/// A place in a source: line and column count from 1; a column counts characters, not bytes.
package struct Mark: Sendable, Hashable, Comparable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A piece of YAML with the place where it stands. Aliases are already replaced by what they refer to.
package struct Node: Sendable {
    package enum Content: Sendable {
        /// `isPlain`: written without quotes and not as a block, so that `true`, `12` and `null` mean what they look like.
        case scalar(String, isPlain: Bool)
        case sequence([Node])
        /// In the order written; keys are unique scalars.
        case mapping([Entry])
    }

    package struct Entry: Sendable {
        package var key: String
        package var keyMark: Mark
        package var value: Node

        package init(key: String, keyMark: Mark, value: Node) {
            self.key = key
            self.keyMark = keyMark
            self.value = value
        }
    }

    package var content: Content
    package var mark: Mark

    package init(_ content: Content, at mark: Mark) {
        self.content = content
        self.mark = mark
    }
}
