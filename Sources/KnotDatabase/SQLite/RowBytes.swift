import KnotStore

/// What the checksum of a row is made of: its parts, the key first, each with its length in decimal digits before it, so
/// that no byte can move from one to the next.
struct RowBytes {
    private(set) var key: [UInt8] = []
    private(set) var bytes: [UInt8] = []

    init(key: String) {
        self.key.append(contentsOf: key.utf8)
        begin()
    }

    /// As `entry KEY`.
    init(key entry: EntryKey) {
        key.reserveCapacity(96)
        key.append(contentsOf: "entry ".utf8)
        key.append(contentsOf: entry.kind.utf8)
        key.append(UInt8(ascii: "/"))
        key.append(contentsOf: entry.name.utf8)
        begin()
    }

    private mutating func begin() {
        bytes.reserveCapacity(1_024)
        add(key)
    }

    mutating func add(_ text: String) {
        add(length: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ body: some Collection<UInt8>) {
        add(length: body.count)
        bytes.append(contentsOf: body)
    }

    /// In decimal digits.
    mutating func add(_ number: UInt64) {
        add(length: Self.digits(in: number))
        append(number)
    }

    private mutating func add(length: Int) {
        append(UInt64(length))
        bytes.append(UInt8(ascii: " "))
    }

    private mutating func append(_ number: UInt64) {
        let end = bytes.count + Self.digits(in: number)
        bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
        var left = number
        var place = end
        repeat {
            place -= 1
            bytes[place] = UInt8(ascii: "0") + UInt8(left % 10)
            left /= 10
        } while left > 0
    }

    private static func digits(in number: UInt64) -> Int {
        var count = 1
        var left = number / 10
        while left > 0 {
            count += 1
            left /= 10
        }
        return count
    }
}
