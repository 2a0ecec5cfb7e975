import KnotModel

/// Puts `********` in place of protected values wherever they stand in a text: in events, conditions, messages, logs and
/// the kept output of scripts.
///
/// Looked for is each value as it is and as programs write it elsewhere: as JSON and quoted text, with `%XX`, in base64
/// (alone or within something longer) and in hexadecimal digits; of a value of several lines each line, but not the
/// `-----BEGIN …-----` lines of keys. A value shorter than `shortest` bytes, as `1` or `yes`, stands in too many other
/// texts to be looked for; whole fields that come of one are hidden all the same (`SecretFields`).
///
/// Takes time in proportion to the text, however many values there are.
package struct Redactor: Sendable, Hashable {
    /// Bytes.
    package static let shortest = 4

    /// Forms of one number of bytes.
    private struct Length: Sendable, Hashable {
        let count: Int
        var forms: Set<[UInt8]> = []
    }

    /// What is looked for, by its first four bytes; of each the longest first.
    private var forms: [UInt32: [Length]] = [:]
    /// Bytes of the longest form.
    package private(set) var longest = 0

    package init() {}

    package init(_ values: some Sequence<String>) {
        for value in values { add(value) }
    }

    package var isEmpty: Bool { forms.isEmpty }

    package mutating func add(_ value: String) {
        guard value.utf8.count >= Self.shortest else { return }
        for form in SecretForms.all(of: value) where form.count >= Self.shortest {
            Self.insert(form, &forms[Self.head(form, 0), default: []])
            longest = max(longest, form.count)
        }
    }

    private static func insert(_ form: [UInt8], _ lengths: inout [Length]) {
        let index = lengths.firstIndex { $0.count <= form.count } ?? lengths.count
        if index == lengths.count || lengths[index].count < form.count {
            lengths.insert(Length(count: form.count), at: index)
        }
        lengths[index].forms.insert(form)
    }

    package func redacted(_ text: String) -> String {
        guard !forms.isEmpty, text.utf8.count >= Self.shortest else { return text }
        let bytes = Array(text.utf8)
        let result = redacted(bytes)
        return result.count == bytes.count && result == bytes ? text : String(decoding: result, as: UTF8.self)
    }

    package func redacted(_ bytes: [UInt8]) -> [UInt8] { redacted(bytes, isWhole: true).shown }

    /// What of a text that comes piece by piece may be shown already, and how many bytes at its end may be the beginning of
    /// a value: they belong before the next piece.
    package func redacted(begun bytes: [UInt8]) -> (shown: [UInt8], held: Int) { redacted(bytes, isWhole: false) }

    private func redacted(_ bytes: [UInt8], isWhole: Bool) -> (shown: [UInt8], held: Int) {
        guard !forms.isEmpty else { return (bytes, 0) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if !isWhole, bytes.count - index < longest, isBeginning(bytes[index...]) {
                return (result, bytes.count - index)
            }
            if let form = form(at: index, bytes) {
                // Two that stand one after the other are one.
                if !result.suffix(Self.hidden.count).elementsEqual(Self.hidden) { result += Self.hidden }
                index += form.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return (result, 0)
    }

    /// Whether a longer form begins with it.
    private func isBeginning(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.count < Self.shortest else {
            let alike = forms[Self.head(Array(rest.prefix(Self.shortest)), 0)]
            let longer = alike?.prefix { $0.count > rest.count } ?? []
            return longer.contains { $0.forms.contains { $0.starts(with: rest) } }
        }
        let few = 8 * UInt32(Self.shortest - rest.count)
        let head = rest.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return forms.keys.contains { $0 >> few == head }
    }

    private static let hidden = [UInt8](FieldDifference.hidden.utf8)

    private func form(at index: Int, _ bytes: [UInt8]) -> [UInt8]? {
        guard index + Self.shortest <= bytes.count else { return nil }
        for length in forms[Self.head(bytes, index)] ?? [] where index + length.count <= bytes.count {
            let form = Array(bytes[index..<index + length.count])
            if length.forms.contains(form) { return form }
        }
        return nil
    }

    private static func head(_ bytes: [UInt8], _ index: Int) -> UInt32 {
        UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
            | UInt32(bytes[index + 3])
    }
}
