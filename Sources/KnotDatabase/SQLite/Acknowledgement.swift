import KnotModel

/// What was acknowledged of a database, as a small file beside it remembers: by this a server finds that the database was
/// set back, or lost the end of its log.
struct Acknowledgement: Sendable, Hashable {
    /// The first cluster that the database was of: see `StoredState.origin`.
    var cluster: String
    /// The number of the last transaction that was acknowledged, or of an earlier one. A later one, which no file has, only
    /// once another program has changed the database.
    var sequence: UInt64
    /// The log that this transaction was written to; see `LogHeader`.
    var salts: String
    /// Commits are known to be lost, and nothing is written until an administrator accepts that.
    var isTorn = false

    init(cluster: String, sequence: UInt64, salts: String, isTorn: Bool = false) {
        self.cluster = cluster
        self.sequence = sequence
        self.salts = salts
        self.isTorn = isTorn
    }

    /// Whether a database that ends with the transaction `sequence` has lost the end of its log, rather than been set back.
    ///
    /// - Parameter salts: Of the log as it was before the database was opened. When it is still the log that the
    ///   acknowledged transaction was written to, its end is lost; otherwise another, older file was put in place.
    func showsTornLog(at sequence: UInt64, salts: String) -> Bool {
        sequence < self.sequence && (isTorn || !salts.isEmpty && salts == self.salts)
    }

    /// Bytes: always the same, so that a write replaces the one before in place.
    static let length = 128

    var text: String {
        let words = [cluster, String(sequence), salts.isEmpty ? "-" : salts, isTorn ? "torn" : "whole"]
        let line = words.joined(separator: " ")
        return line + String(repeating: " ", count: max(0, Self.length - 1 - line.utf8.count)) + "\n"
    }

    /// `nil` when the text is none, or was cut.
    init?(text: String) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 4, let sequence = UInt64(words[1]), ["torn", "whole"].contains(words[3]) else {
            return nil
        }
        self.init(
            cluster: words[0], sequence: sequence, salts: words[2] == "-" ? "" : words[2], isTorn: words[3] == "torn")
    }
}
