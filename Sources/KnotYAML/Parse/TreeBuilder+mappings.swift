extension TreeBuilder {
    /// From this many entries on, keys are looked up in a table.
    private static let tableSize = 16

    /// Reports keys that stand twice, and keeps the first of each.
    mutating func dropDuplicates(_ entries: inout [Node.Entry]) {
        guard entries.count > 1 else { return }
        var doubled: [(index: Int, first: Int)] = []
        if entries.count < Self.tableSize {
            for index in 1..<entries.count {
                for first in 0..<index where entries[first].key == entries[index].key {
                    doubled.append((index, first))
                    break
                }
            }
        } else {
            var places = [String: Int](minimumCapacity: entries.count)
            for index in entries.indices {
                if let first = places[entries[index].key] {
                    doubled.append((index, first))
                } else {
                    places[entries[index].key] = index
                }
            }
        }
        guard !doubled.isEmpty else { return }
        for (index, first) in doubled {
            reportDuplicate(entries[index].key, entries[index].keyMark, first: entries[first].keyMark)
        }
        let dropped = Set(doubled.map(\.index))
        entries = entries.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
    }

    mutating func reportDuplicate(_ key: String, _ mark: Mark, first: Mark) {
        diagnostics.add(
            mark, "the key `\(quotable(key))` stands here twice",
            hint: "it is already in line \(first.line); keep one of the two")
    }

    /// Puts what `<<` refers to where it stands; keys of the mapping itself win, and so do earlier mappings of a list.
    mutating func mergeIn(_ merge: Frame.Merge, _ entries: inout [Node.Entry]) {
        var sources: [[Node.Entry]] = []
        switch merge.node.content {
        case .mapping(let source): sources = [source]
        case .sequence(let nodes):
            for node in nodes {
                guard case .mapping(let source) = node.content else { return reportMerge(node.mark) }
                sources.append(source)
            }
        // An alias that refers to nothing has been reported.
        case .scalar("", isPlain: true): return
        case .scalar: return reportMerge(merge.node.mark)
        }
        var known = Set(entries.map(\.key))
        var added: [Node.Entry] = []
        for entry in sources.joined() where known.insert(entry.key).inserted { added.append(entry) }
        entries.insert(contentsOf: added, at: min(merge.index, entries.count))
    }

    private mutating func reportMerge(_ mark: Mark) {
        diagnostics.add(
            mark, "`<<` takes a map or a list of maps", hint: "refer to an anchored map, as in `<<: *name`")
    }
}

/// A text from a source as a message shows it: cut, and in one line.
func quotable(_ text: String) -> String {
    let line = text.prefix(60).map { $0.isNewline ? " " : $0 }
    return String(line) + (text.count > 60 ? "…" : "")
}
