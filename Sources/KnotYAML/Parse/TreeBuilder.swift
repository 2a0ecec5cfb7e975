import CLibYAML

/// Builds trees from libyaml's events, with an explicit stack, and finds what is wrong with them.
///
/// Finished children wait in two arrays shared by all open collections, so that each collection is allocated once and
/// in its final size.
struct TreeBuilder {
    private(set) var documents: [Node] = []
    var diagnostics: DiagnosticList
    /// Lines of the stream before the text that libyaml was given.
    var linesBefore = 0

    let limits: YAML.Limits
    var frames: [Frame] = []
    var anchors: [String: Anchored] = [:]
    private var items: [Node] = []
    private var entries: [Node.Entry] = []
    private var root: Node?
    private var isStreamOver = false
    /// Of this document and of the stream; bytes are those of scalars.
    private var nodes = 0
    private var textBytes = 0
    private var streamNodes = 0

    init(limits: YAML.Limits, diagnostics: DiagnosticList) {
        self.limits = limits
        self.diagnostics = diagnostics
    }

    /// Whether reading on is of no use.
    var isFull: Bool { diagnostics.isFull || isStreamOver }

    /// Takes one event in; false when the rest of the document must be left out, which a diagnostic says why.
    mutating func take(_ event: UnsafePointer<yaml_event_t>) -> Bool {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: takeScalar(event)
        case YAML_MAPPING_START_EVENT:
            open(
                .mapping, event, anchor: event.pointee.data.mapping_start.anchor,
                tag: event.pointee.data.mapping_start.tag)
        case YAML_SEQUENCE_START_EVENT:
            open(
                .sequence, event, anchor: event.pointee.data.sequence_start.anchor,
                tag: event.pointee.data.sequence_start.tag)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: close()
        case YAML_ALIAS_EVENT: takeAlias(event)
        case YAML_DOCUMENT_START_EVENT: startDocument()
        case YAML_DOCUMENT_END_EVENT: endDocument()
        default: true
        }
    }

    func mark(_ event: UnsafePointer<yaml_event_t>) -> Mark {
        let start = event.pointee.start_mark
        return Mark(line: linesBefore + Int(clamping: start.line) + 1, column: Int(clamping: start.column) + 1)
    }

    // MARK: Documents

    private mutating func startDocument() -> Bool {
        frames.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        if !anchors.isEmpty { anchors = [:] }
        root = nil
        nodes = 0
        textBytes = 0
        return true
    }

    private mutating func endDocument() -> Bool {
        defer { root = nil }
        guard let root else { return true }
        if case .scalar("", isPlain: true) = root.content { return true }
        documents.append(root)
        return !diagnostics.isFull
    }

    // MARK: Scalars

    private mutating func takeScalar(_ event: UnsafePointer<yaml_event_t>) -> Bool {
        let data = event.pointee.data.scalar
        let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
        let mark = mark(event)
        var isPlain = data.style == YAML_PLAIN_SCALAR_STYLE
        if let tag = data.tag { isPlain = meaning(ofTag: String(cString: tag), on: text, isPlain: isPlain, mark) }
        let top = frames.count - 1
        if top >= 0, frames[top].awaitsKey {
            if let anchor = data.anchor {
                anchors[String(cString: anchor)] = Anchored(
                    node: Node(.scalar(text, isPlain: isPlain), at: mark), bytes: data.length)
            }
            takeKey(text, isPlain: isPlain, mark)
            return count(0, bytes: data.length, mark)
        }
        let node = Node(.scalar(text, isPlain: isPlain), at: mark)
        if let anchor = data.anchor { anchors[String(cString: anchor)] = Anchored(node: node, bytes: data.length) }
        add(node, height: 0)
        return count(1, bytes: data.length, mark)
    }

    /// Makes `text` the key of the entry that the innermost mapping goes on with.
    private mutating func takeKey(_ text: String, isPlain: Bool, _ mark: Mark) {
        let top = frames.count - 1
        if text.isEmpty, isPlain {
            diagnostics.add(mark, "a key is missing", hint: "write `key: value`; an empty key must be written as \"\"")
            frames[top].phase = .droppingValue
            return
        }
        frames[top].phase = .awaitingValue
        frames[top].key = text
        frames[top].keyMark = mark
        frames[top].isMerge = isPlain && text == "<<"
    }

    // MARK: Collections

    private mutating func open(
        _ kind: Frame.Kind, _ event: UnsafePointer<yaml_event_t>, anchor: UnsafeMutablePointer<UInt8>?,
        tag: UnsafeMutablePointer<UInt8>?
    ) -> Bool {
        let mark = mark(event)
        if let tag { check(tag: String(cString: tag), on: kind, mark) }
        guard frames.count < limits.depth else {
            diagnostics.add(
                mark, "collections stand more than \(limits.depth) deep inside one another",
                hint: "no manifest needs that; a bracket may be left open above")
            return false
        }
        frames.append(
            Frame(
                kind: kind, mark: mark, anchor: anchor.map { String(cString: $0) }, firstItem: items.count,
                firstEntry: entries.count, nodesBefore: nodes, bytesBefore: textBytes))
        return count(1, bytes: 0, mark)
    }

    private mutating func close() -> Bool {
        guard let frame = frames.popLast() else { return true }
        let node: Node
        switch frame.kind {
        case .sequence:
            node = Node(.sequence(Array(items[frame.firstItem...])), at: frame.mark)
            items.removeLast(items.count - frame.firstItem)
        case .mapping:
            var own = Array(entries[frame.firstEntry...])
            entries.removeLast(entries.count - frame.firstEntry)
            dropDuplicates(&own)
            if let merge = frame.merge { mergeIn(merge, &own) }
            node = Node(.mapping(own), at: frame.mark)
        }
        if let anchor = frame.anchor {
            anchors[anchor] = Anchored(
                node: node, nodes: nodes - frame.nodesBefore, bytes: textBytes - frame.bytesBefore,
                height: frame.height + 1)
        }
        add(node, height: frame.height + 1)
        return !diagnostics.isFull
    }

    // MARK: Aliases

    private mutating func takeAlias(_ event: UnsafePointer<yaml_event_t>) -> Bool {
        let mark = mark(event)
        let name = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
        guard let anchored = anchored(name, mark) else {
            if frames.last?.awaitsKey == true {
                frames[frames.count - 1].phase = .droppingValue
            } else {
                add(Node(.scalar("", isPlain: true), at: mark), height: 0)
            }
            return !diagnostics.isFull
        }
        guard frames.count + anchored.height <= limits.depth else {
            diagnostics.add(
                mark, "with what `*\(name)` refers to, collections stand more than \(limits.depth) deep",
                hint: "write the value out, or simplify it")
            return false
        }
        if frames.last?.awaitsKey == true, case .scalar(let text, let isPlain) = anchored.node.content {
            takeKey(text, isPlain: isPlain && text != "<<", mark)
            return count(0, bytes: anchored.bytes, mark)
        }
        add(Node(anchored.node.content, at: mark), height: anchored.height)
        return count(anchored.nodes, bytes: anchored.bytes, mark)
    }

    // MARK: Both

    /// Gives a finished node to the innermost open collection, or makes it the document's root.
    private mutating func add(_ node: Node, height: Int) {
        let top = frames.count - 1
        guard top >= 0 else {
            root = node
            return
        }
        if frames[top].height < height { frames[top].height = height }
        guard frames[top].kind == .mapping else {
            items.append(node)
            return
        }
        switch frames[top].phase {
        case .awaitingKey:
            diagnostics.add(
                node.mark, "a key must be a single word or text, not a list or a map",
                hint: "a value that starts with `{` or `[`, such as {{ name }}, must be quoted")
            frames[top].phase = .droppingValue
        case .awaitingValue:
            frames[top].phase = .awaitingKey
            guard frames[top].isMerge else {
                entries.append(Node.Entry(key: frames[top].key, keyMark: frames[top].keyMark, value: node))
                return
            }
            if let merge = frames[top].merge {
                reportDuplicate("<<", frames[top].keyMark, first: merge.keyMark)
            } else {
                let index = entries.count - frames[top].firstEntry
                frames[top].merge = Frame.Merge(node: node, keyMark: frames[top].keyMark, index: index)
            }
        case .droppingValue: frames[top].phase = .awaitingKey
        }
    }

    /// Counts what was added; false when that is too much.
    private mutating func count(_ added: Int, bytes: Int, _ mark: Mark) -> Bool {
        nodes += added
        streamNodes += added
        textBytes += bytes
        if nodes <= limits.documentNodes, streamNodes <= limits.streamNodes, textBytes <= limits.documentBytes {
            return !diagnostics.isFull
        }
        if nodes > limits.documentNodes {
            diagnostics.add(
                mark, "the document has more than \(limits.documentNodes) values, aliases included",
                hint: "split it, or use fewer aliases")
        } else if streamNodes > limits.streamNodes {
            diagnostics.add(
                mark, "the text has more than \(limits.streamNodes) values, aliases included",
                hint: "split it into several files")
            isStreamOver = true
        } else {
            diagnostics.add(
                mark, "the document's text is longer than \(limits.documentBytes) bytes, aliases included",
                hint: "split it, or use fewer aliases")
        }
        return false
    }
}
