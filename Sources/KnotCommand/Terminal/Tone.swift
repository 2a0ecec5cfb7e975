/// How a piece of text stands out on a terminal. Names say what it means, not which colour it is.
package enum Tone: Sendable, Hashable, CaseIterable {
    case plain, heading, good, busy, bad, faint, added, changed, removed

    /// The parameters of the SGR escape sequence (ECMA-48 section 8.3.117).
    private var code: String? {
        switch self {
        case .plain: nil
        case .heading: "1"
        case .good, .added: "32"
        case .busy, .changed: "33"
        case .bad, .removed: "31"
        case .faint: "2"
        }
    }

    /// `text` in this tone where `isColoured`, else `text` as it is.
    package func paint(_ text: String, _ isColoured: Bool) -> String {
        guard isColoured, let code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
