import GRDB
import KnotModel

/// The key of the digests in containers' labels: made once for each database, and kept in it sealed as the rest.
enum LabelKey {
    private static let name = "label_key"
    private static let count = 32

    /// The stored key, made now where there is none. Empty for one that cannot be read, as with another `server.encrypt`:
    /// it is left as it is, and digests that were made with it say nothing until it can be read again.
    ///
    /// - Parameter makesOne: `false` for a database that must not be written to.
    static func stored(
        _ db: GRDB.Database, _ seal: any ByteSeal, makesOne: Bool = true
    ) throws -> [UInt8] {
        guard let text = try Schema.value(name, db) else {
            guard makesOne else { return [] }
            var generator = SystemRandomNumberGenerator()
            let key = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            try write(key, db, seal)
            return key
        }
        guard let bytes = bytes(hex: text), let key = try? seal.open(bytes, .secret) else { return [] }
        if !seal.isCurrent(bytes), makesOne { try write(key, db, seal) }
        return key
    }

    private static func write(_ key: [UInt8], _ db: GRDB.Database, _ seal: any ByteSeal) throws {
        let text = try seal.seal(key, .secret).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        try db.execute(
            sql: "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            arguments: [name, text])
    }

    private static func bytes(hex text: String) -> [UInt8]? {
        let digits = Array(text)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
