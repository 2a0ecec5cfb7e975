/// A map in ascending order of its keys, of which copies share what is the same in them.
///
/// Its entries lie in pieces of at most `mostInPiece`, so that a change of a map of which there is a copy copies one piece
/// and the list of pieces. Finding a key takes two binary searches; reading on from one is in order and sorts nothing.
package struct SortedMap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
    package typealias Element = (key: Key, value: Value)

    private static var mostInPiece: Int { 64 }

    /// Keys apart from values, so that a search reads no value.
    fileprivate struct Piece: Sendable {
        var keys: [Key]
        /// That of each key.
        var values: [Value]

        init(_ key: Key, _ value: Value) {
            keys = [key]
            values = [value]
        }

        /// Of a part of another one, in memory of its own.
        init(_ part: Range<Int>, of piece: Piece) {
            keys = Array(piece.keys[part])
            values = Array(piece.values[part])
        }

        var count: Int { keys.count }

        mutating func insert(_ entry: Element, at index: Int) {
            keys.insert(entry.key, at: index)
            values.insert(entry.value, at: index)
        }
    }

    /// None is empty, each is in order, and all of a piece comes before the next.
    private var pieces: [Piece] = []
    package private(set) var count = 0

    package init() {}

    package var isEmpty: Bool { pieces.isEmpty }

    /// The value of `key`; assigning `nil` removes it.
    package subscript(key: Key) -> Value? {
        get {
            let place = place(of: key)
            return place.isFound ? pieces[place.piece].values[place.index] : nil
        }
        set {
            let place = place(of: key)
            switch (place.isFound, newValue) {
            case (true, let value?): pieces[place.piece].values[place.index] = value
            case (true, nil): remove(at: place)
            case (false, let value?): insert((key, value), at: place)
            case (false, nil): break
            }
        }
    }

    package func contains(_ key: Key) -> Bool { place(of: key).isFound }

    @discardableResult
    package mutating func removeValue(forKey key: Key) -> Value? {
        let place = place(of: key)
        guard place.isFound else { return nil }
        let value = pieces[place.piece].values[place.index]
        remove(at: place)
        return value
    }

    /// The entries whose keys are `key` and after it; all of them without a key.
    package func entries(from key: Key? = nil) -> Entries {
        guard let key else { return Entries(pieces: pieces, piece: 0, index: 0) }
        let place = place(of: key)
        return Entries(pieces: pieces, piece: place.piece, index: place.index)
    }

    package var keys: some Sequence<Key> { pieces.lazy.flatMap(\.keys) }
    package var values: some Sequence<Value> { pieces.lazy.flatMap(\.values) }

    // MARK: Pieces

    private struct Place {
        /// The number of pieces, at the end.
        var piece: Int
        var index: Int
        var isFound: Bool
    }

    /// Where the key is, or else where it would be inserted.
    private func place(of key: Key) -> Place {
        // The first piece that does not end before the key; after the last one it goes to the end of that.
        let piece = Self.firstIndex(below: pieces.count) { !(pieces[$0].keys[pieces[$0].count - 1] < key) }
        guard piece < pieces.count else {
            guard let last = pieces.last?.count, last < Self.mostInPiece else {
                return Place(piece: pieces.count, index: 0, isFound: false)
            }
            return Place(piece: pieces.count - 1, index: last, isFound: false)
        }
        let index = Self.firstIndex(below: pieces[piece].count) { !(pieces[piece].keys[$0] < key) }
        return Place(piece: piece, index: index, isFound: pieces[piece].keys[index] == key)
    }

    /// The first index from which on `isReached` holds; the upper bound, where it holds of none.
    private static func firstIndex(below count: Int, _ isReached: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if isReached(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func insert(_ entry: Element, at place: Place) {
        count += 1
        guard place.piece < pieces.count else {
            pieces.append(Piece(entry.key, entry.value))
            return
        }
        guard pieces[place.piece].count >= Self.mostInPiece else {
            pieces[place.piece].insert(entry, at: place.index)
            return
        }
        // Both halves anew: one that is cut short would keep the memory of the whole.
        let full = pieces[place.piece]
        let half = full.count / 2
        pieces[place.piece] = Piece(0..<half, of: full)
        pieces.insert(Piece(half..<full.count, of: full), at: place.piece + 1)
        if place.index <= half {
            pieces[place.piece].insert(entry, at: place.index)
        } else {
            pieces[place.piece + 1].insert(entry, at: place.index - half)
        }
    }

    private mutating func remove(at place: Place) {
        count -= 1
        pieces[place.piece].keys.remove(at: place.index)
        pieces[place.piece].values.remove(at: place.index)
        // A piece that is nearly empty goes into the one before it.
        guard pieces[place.piece].count < Self.mostInPiece / 4 else { return }
        if place.piece > 0, pieces[place.piece - 1].count <= Self.mostInPiece / 2 {
            let rest = pieces.remove(at: place.piece)
            pieces[place.piece - 1].keys += rest.keys
            pieces[place.piece - 1].values += rest.values
        } else if pieces[place.piece].count == 0 {
            pieces.remove(at: place.piece)
        }
    }

    /// Entries in order, of the map as it was when they were asked for.
    package struct Entries: Sequence, IteratorProtocol, Sendable {
        fileprivate let pieces: [Piece]
        fileprivate var piece: Int
        fileprivate var index: Int

        package mutating func next() -> Element? {
            while piece < pieces.count {
                if index < pieces[piece].count {
                    defer { index += 1 }
                    return (pieces[piece].keys[index], pieces[piece].values[index])
                }
                piece += 1
                index = 0
            }
            return nil
        }
    }
}
