extension Collection where Element: CustomStringConvertible {
    /// The first five, for a sentence, and a mark where there are more.
    package var firstFive: String { prefix(5).map(\.description).joined(separator: ", ") + (count > 5 ? ", …" : "") }
}
