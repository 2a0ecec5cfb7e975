import KnotModel
import KnotYAML

extension ManifestDecoder {
    private static let nomadVolume: Set<String> = [
        "id", "name", "namespace", "plugin_id", "type", "mount_options", "capacity_min", "capacity_max", "capabilities",
        "secrets", "parameters",
    ]

    mutating func volumes(_ node: Node, _ schema: ObjectSchema) -> Value? {
        switch node.content {
        case .mapping(let entries):
            var fields: [FieldMap.Field] = []
            for entry in entries {
                at(.key(entry.key)) { decoder in
                    guard decoder.checkVolumeName(entry.key, at: entry.keyMark) else { return }
                    if entry.value.isNull {
                        fields.append(FieldMap.Field(key: entry.key, value: [:]))
                    } else if let value = decoder.value(entry.value, .object(schema)) {
                        fields.append(FieldMap.Field(key: entry.key, value: value))
                    }
                }
            }
            return .map(FieldMap(fields))
        case .sequence(let items):
            if let first = items.first, case .mapping = first.content { return nomadVolumes(items) }
            var fields = FieldMap()
            var places: [String: Mark] = [:]
            for (index, item) in items.enumerated() {
                at(.index(index)) { decoder in
                    guard let name = decoder.text(item, expected: "the name of a volume"),
                        decoder.checkVolumeName(name, at: item.mark)
                    else { return }
                    if let first = places[name] {
                        decoder.fieldError(item.mark, "'\(name)' is given twice", hint: Self.repeatHint(first))
                    }
                    places[name] = item.mark
                    fields[name] = [:]
                }
            }
            return .map(fields)
        case .scalar:
            fieldError(
                node.mark, "expected a map of volumes, found \(node.found)", hint: "for example {home: {size: 20g}}")
            return nil
        }
    }

    /// Nomad's volumes are kept as they are; only their keys are checked.
    private mutating func nomadVolumes(_ items: [Node]) -> Value? {
        for (index, item) in items.enumerated() {
            at(.index(index)) { decoder in
                guard case .mapping(let entries) = item.content else {
                    return decoder.fieldError(item.mark, "expected a map, found \(item.found)")
                }
                for entry in entries where !Self.nomadVolume.contains(entry.key) {
                    let near = Suggestion.nearest(to: entry.key, among: Self.nomadVolume.sorted())
                    decoder.error(
                        entry.keyMark, "unknown field '\(entry.key)' in '\(decoder.pathText)'",
                        hint: near.map { "did you mean '\($0)'?" }
                            ?? "a Nomad volume has \(Self.nomadVolume.sorted().joined(separator: ", "))"
                    )
                }
            }
        }
        return .list(items.map(anything))
    }

    /// The value of a node by what it looks like.
    private func anything(_ node: Node) -> Value {
        switch node.content {
        case .sequence(let items): return .list(items.map(anything))
        case .mapping(let entries):
            return .map(FieldMap(entries.map { FieldMap.Field(key: $0.key, value: anything($0.value)) }))
        case .scalar(let text, let isPlain):
            guard isPlain else { return .string(text) }
            switch CoreSchema.resolve(text) {
            case .null: return .null
            case .bool(let flag): return .bool(flag)
            case .int(let number): return .int(number)
            case .float(let number): return number.isFinite ? .double(number) : .string(text)
            case .string: return .string(text)
            }
        }
    }

    /// Docker's rule for the names of volumes.
    private mutating func checkVolumeName(_ name: String, at mark: Mark) -> Bool {
        if isRendered, Self.mayHoldExpression(name) {
            checkExpressions(name, at: mark)
            return true
        }
        let isWordByte: (UInt8) -> Bool = { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) }
        if let first = name.utf8.first, isWordByte(first), name.utf8.count <= 255,
            name.utf8.allSatisfy({ isWordByte($0) || "_.-".utf8.contains($0) })
        {
            return true
        }
        fieldError(
            mark, "'\(name)' is not the name of a volume",
            hint: name.contains("/")
                ? "directories of the node belong under 'paths'" : "use letters, digits, '_', '.' and '-'")
        return false
    }

    private static let limitNames = [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
        "rttime", "sigpending", "stack",
    ]

    private static let limitPair = ObjectSchema(
        "ulimit",
        [
            FieldSchema(
                "soft", .int(-1...Int64.max), "The limit at first.", required: true, example: "1024", rendered: true),
            FieldSchema(
                "hard", .int(-1...Int64.max), "The highest limit.", required: true, example: "65536", rendered: true),
        ])

    mutating func limits(_ node: Node) -> Value? {
        guard case .mapping(let entries) = node.content else {
            fieldError(node.mark, "expected a map of limits, found \(node.found)", hint: "for example {nofile: 65536}")
            return nil
        }
        var fields: [FieldMap.Field] = []
        for entry in entries {
            at(.key(entry.key)) { decoder in
                guard Self.limitNames.contains(entry.key) else {
                    let near = Suggestion.nearest(to: entry.key, among: Self.limitNames)
                    return decoder.error(
                        entry.keyMark, "unknown limit '\(entry.key)' in 'container.ulimits'",
                        hint: near.map { "did you mean '\($0)'?" }
                            ?? "the limits are \(Self.limitNames.joined(separator: ", "))")
                }
                if entry.value.isNull {
                    return decoder.fieldError(entry.keyMark, "the limit is missing", hint: "for example 65536")
                }
                var pair: FieldMap?
                if case .mapping = entry.value.content {
                    pair = decoder.value(entry.value, .object(Self.limitPair))?.map
                } else if case .scalar(let text, _) = entry.value.content, let limits = LimitPair(text) {
                    pair = ["soft": .int(limits.soft), "hard": .int(limits.hard)]
                } else if case .scalar(let text, _) = entry.value.content, text.contains(":"),
                    !Self.mayHoldExpression(text)
                {
                    return decoder.fieldError(
                        entry.value.mark, "'\(text)' is no limit",
                        hint: "write one number, or soft:hard with the soft one not above")
                } else if let both = decoder.value(entry.value, .int(-1...Int64.max)) {
                    pair = ["soft": both, "hard": both]
                }
                guard let pair else { return }
                if let soft = pair["soft"]?.int, let hard = pair["hard"]?.int, hard >= 0, soft > hard || soft < 0 {
                    decoder.fieldError(entry.value.mark, "the soft limit \(soft) is above the hard limit \(hard)")
                }
                fields.append(FieldMap.Field(key: entry.key, value: .map(pair)))
            }
        }
        return .map(FieldMap(fields))
    }
}
