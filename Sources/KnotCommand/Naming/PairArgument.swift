/// `key=value` arguments.
package enum PairArgument {
    package static func parse(_ text: String, for option: String) throws(CommandFailure) -> (key: String, value: String)
    {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw CommandFailure(
                .usage, "'\(text)' is not of the form NAME=VALUE", hint: "for example \(option) size=large")
        }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }
}
