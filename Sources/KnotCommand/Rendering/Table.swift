/// Rows under a header, in columns that line up.
///
/// On a terminal the header is bold, cells have their tone, and the last column is clipped to the width. In a pipe it
/// is plain text with the same columns. Cells are shown on one line.
package struct Table: Sendable {
    package struct Cell: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        package var text: String
        package var tone: Tone

        package init(_ text: String, _ tone: Tone = .plain) {
            self.text = TextWidth.harmless(text)
            self.tone = tone
        }

        package init(stringLiteral value: String) { self.init(value) }
    }

    package var header: [String]
    package var rows: [[Cell]]
    /// Columns that take no room when every cell of theirs is empty.
    package var optional: Set<String>
    private var widths: [Int]

    package init(_ header: [String], rows: [[Cell]] = [], optional: Set<String> = []) {
        self.header = header
        self.rows = rows
        self.optional = optional
        widths = []
    }

    /// The whole table, with a line end after each line.
    package func text(on paper: Paper) -> String {
        let shown = shownColumns
        let widths = columnWidths
        var lines = [line(header.map { Cell($0, .heading) }, shown, widths, paper)]
        for row in rows { lines.append(line(row, shown, widths, paper)) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Fixes columns and widths at those of the present rows, for rows that come later one at a time.
    package mutating func freeze() {
        optional = []
        widths = columnWidths
    }

    /// One more row, below a table that was already shown.
    package func text(ofLaterRow row: [Cell], on paper: Paper) -> String {
        line(row, shownColumns, columnWidths, paper) + "\n"
    }

    private var shownColumns: [Int] {
        header.indices.filter { column in
            !optional.contains(header[column]) || rows.contains { column < $0.count && !$0[column].text.isEmpty }
        }
    }

    private var columnWidths: [Int] {
        header.indices.map { column in
            let cells = rows.compactMap { column < $0.count ? TextWidth.of($0[column].text) : nil }
            let frozen = column < widths.count ? widths[column] : 0
            return max(cells.max() ?? 0, TextWidth.of(header[column]), frozen)
        }
    }

    private func line(_ row: [Cell], _ shown: [Int], _ widths: [Int], _ paper: Paper) -> String {
        var text = ""
        var used = 0
        for (position, column) in shown.enumerated() {
            let cell = column < row.count ? row[column] : Cell("")
            var content = cell.text
            let isLast = position == shown.count - 1
            if isLast, let width = paper.width { content = TextWidth.clip(content, to: max(8, width - used)) }
            text += cell.tone.paint(content, paper.isColoured)
            guard !isLast else { break }
            let gap = widths[column] - TextWidth.of(content) + 3
            text += String(repeating: " ", count: gap)
            used += widths[column] + 3
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
