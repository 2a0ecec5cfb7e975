import CLibYAML

/// libyaml's emitter: takes events and writes text into an array.
///
/// The array must outlive the value. libyaml is given the emitter's address, so the emitter lives at a fixed one.
struct EventSink: ~Copyable {
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let isReady: Bool
    /// Whether every event so far was taken.
    private(set) var isComplete: Bool

    init(_ output: UnsafeMutablePointer<[UInt8]>) {
        emitter = .allocate(capacity: 1)
        emitter.initialize(to: yaml_emitter_t())
        isReady = yaml_emitter_initialize(emitter) == 1
        isComplete = isReady
        guard isReady else { return }
        yaml_emitter_set_output(
            emitter,
            { output, bytes, count in
                guard let output, let bytes else { return 0 }
                let text = UnsafeBufferPointer(start: bytes, count: count)
                output.assumingMemoryBound(to: [UInt8].self).pointee.append(contentsOf: text)
                return 1
            }, output)
        yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
        yaml_emitter_set_unicode(emitter, 1)
        yaml_emitter_set_width(emitter, -1)
    }

    deinit {
        if isReady { yaml_emitter_delete(emitter) }
        emitter.deallocate()
    }

    /// Takes the event that `make` fills in.
    mutating func take(_ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
        guard isComplete else { return }
        var event = yaml_event_t()
        // libyaml owns the event from here on, also when it refuses it.
        isComplete = make(&event) == 1 && yaml_emitter_emit(emitter, &event) == 1
    }

    mutating func take(scalar text: String, style: yaml_scalar_style_t) {
        var text = text
        text.withUTF8 { bytes in
            take { event in
                // An empty text has no address of its own; libyaml wants one all the same.
                withUnsafePointer(to: UInt8(0)) { empty in
                    yaml_scalar_event_initialize(
                        event, nil, nil, bytes.baseAddress ?? empty, Int32(clamping: bytes.count), 1, 1, style)
                }
            }
        }
    }
}
