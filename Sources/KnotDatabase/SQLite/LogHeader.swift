import Foundation

/// What tells one write-ahead log from the next: the salts in its header, other ones each time it begins anew.
///
/// Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
enum LogHeader {
    /// The salts as hexadecimal digits; empty when there is no log, or nothing in it.
    static func salts(ofLogAt path: String) -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: 32), bytes.count == 32 else { return "" }
        return bytes[16..<24].map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
