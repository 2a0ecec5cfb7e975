/// A map in ascending order of its keys, of which copies share what is the same in them.
///
/// Its entries lie in pieces of at most `mostInPiece`, so that a change of a map of which there is a copy copies one piece
/// and the list of pieces. Finding a key takes two binary searches; reading on from one is in order and sorts nothing.
package struct SortedMap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
    package typealias Element = (key: Key, value: Value)

    private static var mostInPiece: Int { 64 }

    /// None is empty, each is in order, and all of a piece comes before the next.
    private var pieces: [[Element]] = []
    package private(set) var count = 0

    package init() {}

    package var isEmpty: Bool { pieces.isEmpty }

    /// The value of `key`; assigning `nil` removes it.
    package subscript(key: Key) -> Value? {
        get {
            let place = place(of: key)
            return place.isFound ? pieces[place.piece][place.index].value : nil
        }
        set {
            let place = place(of: key)
            switch (place.isFound, newValue) {
            case (true, let value?): pieces[place.piece][place.index].value = value
            case (true, nil): remove(at: place)
            case (false, let value?): insert((key, value), at: place)
            case (false, nil): break
            }
        }
    }

    @discardableResult
    package mutating func removeValue(forKey key: Key) -> Value? {
        let place = place(of: key)
        guard place.isFound else { return nil }
        let value = pieces[place.piece][place.index].value
        remove(at: place)
        return value
    }

    /// The entries whose keys are `key` and after it; all of them without a key.
    package func entries(from key: Key? = nil) -> Entries {
        guard let key else { return Entries(pieces: pieces, piece: 0, index: 0) }
        let place = place(of: key)
        return Entries(pieces: pieces, piece: place.piece, index: place.index)
    }

    package var keys: some Sequence<Key> { entries().lazy.map(\.key) }
    package var values: some Sequence<Value> { entries().lazy.map(\.value) }

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
        let piece = Self.firstIndex(in: pieces) { !(($0.last?.key).map { $0 < key } ?? true) }
        guard piece < pieces.count else {
            guard let last = pieces.last, last.count < Self.mostInPiece else {
                return Place(piece: pieces.count, index: 0, isFound: false)
            }
            return Place(piece: pieces.count - 1, index: last.count, isFound: false)
        }
        let entries = pieces[piece]
        let index = Self.firstIndex(in: entries) { !($0.key < key) }
        return Place(piece: piece, index: index, isFound: entries[index].key == key)
    }

    /// The first index from which on `isReached` holds; the number of elements, where it holds of none.
    private static func firstIndex<Item>(in items: [Item], _ isReached: (Item) -> Bool) -> Int {
        var low = 0
        var high = items.count
        while low < high {
            let middle = low + (high - low) / 2
            if isReached(items[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func insert(_ entry: Element, at place: Place) {
        count += 1
        guard place.piece < pieces.count else {
            pieces.append([entry])
            return
        }
        guard pieces[place.piece].count == Self.mostInPiece else {
            pieces[place.piece].insert(entry, at: place.index)
            return
        }
        // Halved before, not after: no piece comes to have room for more than it may hold.
        let half = Self.mostInPiece / 2
        let rest = Array(pieces[place.piece][half...])
        pieces[place.piece].removeSubrange(half...)
        pieces.insert(rest, at: place.piece + 1)
        if place.index <= half {
            pieces[place.piece].insert(entry, at: place.index)
        } else {
            pieces[place.piece + 1].insert(entry, at: place.index - half)
        }
    }

    private mutating func remove(at place: Place) {
        count -= 1
        pieces[place.piece].remove(at: place.index)
        // A piece that is nearly empty goes into the one before it.
        guard pieces[place.piece].count < Self.mostInPiece / 4 else { return }
        if place.piece > 0, pieces[place.piece - 1].count <= Self.mostInPiece / 2 {
            pieces[place.piece - 1] += pieces.remove(at: place.piece)
        } else if pieces[place.piece].isEmpty {
            pieces.remove(at: place.piece)
        }
    }

    /// Entries in order, of the map as it was when they were asked for.
    package struct Entries: Sequence, IteratorProtocol, Sendable {
        fileprivate let pieces: [[Element]]
        fileprivate var piece: Int
        fileprivate var index: Int

        package mutating func next() -> Element? {
            while piece < pieces.count {
                if index < pieces[piece].count {
                    defer { index += 1 }
                    return pieces[piece][index]
                }
                piece += 1
                index = 0
            }
            return nil
        }
    }
}
