import CLibYAML

extension YAML {
    /// The documents as block-style YAML that `parse` reads back to the same trees.
    ///
    /// A text of several lines is written as a literal block where it can be; a text that would read as another type is
    /// quoted. Documents are separated by `---`. Anchors are not written. Marks are ignored.
    package static func emit(_ documents: [Node]) -> String {
        var output: [UInt8] = []
        let isComplete = withUnsafeMutablePointer(to: &output) { sink in
            var events = EventSink(sink)
            events.take { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
            for (index, document) in documents.enumerated() {
                events.take { yaml_document_start_event_initialize($0, nil, nil, nil, index == 0 ? 1 : 0) }
                emit(document, to: &events)
                events.take { yaml_document_end_event_initialize($0, 1) }
            }
            events.take { yaml_stream_end_event_initialize($0) }
            return events.isComplete
        }
        // libyaml fails only when memory is exhausted or the events are out of order, which they are not.
        return isComplete ? String(decoding: output, as: UTF8.self) : ""
    }

    private static func emit(_ node: Node, to events: inout EventSink) {
        switch node.content {
        case .scalar(let text, let isPlain): events.take(scalar: text, style: ScalarStyle.value(text, isPlain: isPlain))
        case .sequence(let items):
            let style = items.isEmpty ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
            events.take { yaml_sequence_start_event_initialize($0, nil, nil, 1, style) }
            for item in items { emit(item, to: &events) }
            events.take { yaml_sequence_end_event_initialize($0) }
        case .mapping(let entries):
            let style = entries.isEmpty ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
            events.take { yaml_mapping_start_event_initialize($0, nil, nil, 1, style) }
            for entry in entries {
                events.take(scalar: entry.key, style: ScalarStyle.key(entry.key))
                emit(entry.value, to: &events)
            }
            events.take { yaml_mapping_end_event_initialize($0) }
        }
    }
}
