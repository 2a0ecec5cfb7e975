/// Says how a wait is going, on standard error: one line that changes on a terminal, a line for each thing that is new in a pipe.
package struct Progress: Sendable {
    private let console: Console
    private var last = ""
    private var said = SaidLines()

    package init(_ console: Console) { self.console = console }

    package mutating func show(_ text: String) {
        guard text != last else { return }
        last = text
        if console.errors.isTerminal {
            let width = max(10, (console.errors.width ?? 80) - 1)
            console.noteRaw("\r\u{1B}[K" + Tone.faint.paint(TextWidth.clip(text, to: width), console.errors.isColoured))
        } else if said.isNew(text) {
            console.note(text)
        }
    }

    /// Takes the line away again, before other output.
    package mutating func clear() {
        if console.errors.isTerminal, !last.isEmpty { console.noteRaw("\r\u{1B}[K") }
        last = ""
    }
}
