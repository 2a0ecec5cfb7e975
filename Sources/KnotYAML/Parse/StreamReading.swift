import CLibYAML

/// Reading one stream: runs of readable documents go through libyaml; after a fault, reading goes on at the next `---`.
struct StreamReading {
    private let source: SourceText
    private let sections: [SourceScan.Section]
    private let end: Int
    private let hasTooManyDocuments: Bool
    private let limits: YAML.Limits
    private var tree: TreeBuilder

    init(_ bytes: [UInt8], file: String, limits: YAML.Limits) {
        let isTooLong = bytes.count > limits.streamBytes
        let scan = bytes.withUnsafeBufferPointer {
            SourceScan(isTooLong ? UnsafeBufferPointer(rebasing: $0[..<0]) : $0, limits: limits)
        }
        source = SourceText(bytes: bytes, checkpoints: scan.checkpoints)
        sections = scan.sections
        end = scan.end
        hasTooManyDocuments = scan.hasTooManyDocuments
        self.limits = limits
        tree = TreeBuilder(limits: limits, diagnostics: DiagnosticList(file, source, limit: limits.diagnostics))
        if isTooLong {
            tree.diagnostics.add(
                nil, "the text has \(bytes.count) bytes; at most \(limits.streamBytes) are read",
                hint: "split it into several files")
        }
    }

    /// Reads everything.
    mutating func finish() -> ParsedStream {
        if source.bytes.starts(with: [0xFF, 0xFE]) || source.bytes.starts(with: [0xFE, 0xFF]) {
            tree.diagnostics.add(Mark(line: 1, column: 1), "the text is UTF-16", hint: "save it as UTF-8")
        } else {
            var index = 0
            while index < sections.count, !tree.isFull { index = read(from: index) }
            if hasTooManyDocuments, !tree.isFull {
                tree.diagnostics.add(
                    nil, "there are more than \(limits.documents) documents", hint: "split the text into several files")
            }
        }
        return ParsedStream(
            file: tree.diagnostics.file, documents: tree.documents, diagnostics: tree.diagnostics.sorted, source: source
        )
    }

    /// Reads the documents from section `first` on, until the first fault; the index of the section to go on at.
    private mutating func read(from first: Int) -> Int {
        if let fault = sections[first].fault {
            report(fault)
            return first + 1
        }
        let next = sections[first...].firstIndex { $0.fault != nil } ?? sections.count
        let stop = next < sections.count ? sections[next].start : end
        guard let line = readRun(sections[first].start..<stop, linesBefore: sections[first].line) else { return next }
        // The section that starts at or after the faulty line; a fault found at a `---` belongs to what precedes it.
        return sections[(first + 1)...].firstIndex { $0.line >= line } ?? sections.count
    }

    /// Reads one run of bytes with one parser; the line of the fault that ended it, if any.
    private mutating func readRun(_ range: Range<Int>, linesBefore: Int) -> Int? {
        let bytes = source.bytes
        return bytes.withUnsafeBufferPointer { text -> Int? in
            var events = EventSource(UnsafeBufferPointer(rebasing: text[range]))
            tree.linesBefore = linesBefore
            while let event = events.next() {
                if event.pointee.type == YAML_STREAM_END_EVENT { return nil }
                if !tree.take(event) { return linesBefore + Int(clamping: event.pointee.start_mark.line) }
            }
            let failure = events.failure
            tree.report(failure)
            return linesBefore + failure.line
        }
    }

    private mutating func report(_ fault: SourceScan.Fault) {
        let mark = source.mark(at: fault.offset, line: fault.line)
        switch fault.reason {
        case .notUTF8(let byte):
            tree.diagnostics.add(mark, "the byte \(hex(UInt32(byte))) is not UTF-8", hint: "save the text as UTF-8")
        case .control(0xFEFF):
            tree.diagnostics.add(
                mark, "a byte order mark stands in the middle of the text", hint: "remove this invisible character")
        case .control(let value):
            tree.diagnostics.add(
                mark, "the control character \(hex(value)) is not allowed",
                hint: "remove it, or write it as \"\\x\(hex(value).dropFirst(2))\" between double quotes")
        case .tooLong:
            tree.diagnostics.add(
                mark, "the document is longer than \(limits.documentBytes) bytes", hint: "split it with `---`")
        }
    }

    private func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: digits.count % 2) + digits
    }
}
