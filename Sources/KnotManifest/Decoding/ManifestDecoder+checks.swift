import KnotModel
import KnotYAML

/// What the table cannot say of one field alone.
extension ManifestDecoder {
    mutating func check(_ fields: FieldMap, kind: Kind, entries: [Node.Entry], at mark: Mark) {
        switch kind {
        case .template: checkTemplate(fields, entries, at: mark)
        case .zone: checkRuntimes(fields, entries)
        default: break
        }
    }

    func place(_ path: [Node.PathStep], _ entries: [Node.Entry], or mark: Mark) -> Mark {
        Node(.mapping(entries), at: mark).mark(at: path)
    }

    private mutating func checkTemplate(_ fields: FieldMap, _ entries: [Node.Entry], at mark: Mark) {
        let platform = fields["platform"]?.string
        let isElsewhere = platform == "manual" || platform == "nomad"
        if !isElsewhere, !isContainerBroken, !entries.contains(where: { $0.key == "container" && !$0.value.isNull }) {
            error(mark, "Template: 'container' is missing", hint: "for example 'container: {image: \"ubuntu:24.04\"}'")
        }
        if let days = fields["schedule"]?.list, days.count > 7 {
            error(
                place([.key("schedule")], entries, or: mark), "schedule: \(days.count) days; a week has seven",
                hint: "Sunday is the first")
        }
        checkTogether(fields, entries, at: mark)
        guard let container = fields["container"]?.map else { return }
        checkHealth(container, entries, at: mark)
        checkMounts(container, fields, entries, at: mark)
        checkPorts(container, entries, at: mark)
        checkRepeats("devices", container, entries, at: mark) { text in
            AbsolutePath.normal(text.split(separator: ":").dropFirst().first.map(String.init) ?? text)
        }
        checkRepeats("networks", container, entries, at: mark) { $0 }
    }

    private mutating func checkHealth(_ container: FieldMap, _ entries: [Node.Entry], at mark: Mark) {
        let path: [Node.PathStep] = [.key("container"), .key("healthcheck")]
        guard let check = container["healthcheck"]?.map, check.isEmpty || check == ["disable": false],
            place(path + [.key("test")], entries, or: mark) == place(path, entries, or: mark)
        else { return }
        error(
            place(path, entries, or: mark), "container.healthcheck: it says nothing",
            hint: "for example 'test: curl -f http://localhost/', or 'disable: true'")
    }

    /// A source may also be a `Volume` resource, which only the server knows; a slip of the pen is still worth a word.
    private mutating func checkMounts(
        _ container: FieldMap, _ fields: FieldMap, _ entries: [Node.Entry], at mark: Mark
    ) {
        checkRepeats("volumes", container, entries, at: mark) { text in
            (try? MountReference(parsing: text)).map { AbsolutePath.normal($0.destination) }
        }
        let declared = (fields["volumes"]?.map?.keys ?? []) + (fields["paths"]?.list ?? []).compactMap(\.string)
        for (index, mount) in (container["volumes"]?.list ?? []).compactMap(\.string).enumerated() {
            guard !Self.mayHoldExpression(mount), let reference = try? MountReference(parsing: mount) else { continue }
            let path: [Node.PathStep] = [.key("container"), .key("volumes"), .index(index)]
            guard !reference.isPath, !declared.contains(reference.source),
                let near = Suggestion.nearest(to: reference.source, among: declared)
            else { continue }
            warning(
                place(path, entries, or: mark),
                "container.volumes[\(index)]: the template's 'volumes' do not name '\(reference.source)'",
                hint: "did you mean '\(near)'? otherwise a Volume of that name must exist")
        }
    }

    private mutating func checkRuntimes(_ fields: FieldMap, _ entries: [Node.Entry]) {
        var seen: [String: Mark] = [:]
        for (index, runtime) in (fields["runtimes"]?.list ?? []).compactMap(\.string).enumerated() {
            let place = place([.key("runtimes"), .index(index)], entries, or: Mark(line: 1, column: 1))
            if let first = seen[runtime] {
                error(place, "runtimes[\(index)]: '\(runtime)' is given twice", hint: Self.repeatHint(first))
            } else {
                seen[runtime] = place
            }
        }
    }

    /// The long form of a volume, `volumes:` with one entry, says its name in the engine and its size.
    mutating func settleVolume(_ fields: inout FieldMap, name: String, _ entries: [Node.Entry], at mark: Mark) {
        guard let definition = fields["volumes"] else { return }
        let place = place([.key("volumes")], entries, or: mark)
        let count = definition.map?.count ?? definition.list?.count ?? 0
        if count != 1 {
            error(place, "volumes: a Volume has exactly one entry, found \(count)", hint: "write a Volume for each")
            return
        }
        guard let only = definition.map?.first else { return }
        fields["volumes"] = nil
        if only.key != name {
            if let given = fields["engine_name"]?.string, given != only.key {
                error(place, "volumes: '\(only.key)' contradicts engine_name '\(given)'", hint: "write one of them")
            }
            fields["engine_name"] = .string(only.key)
        }
        guard let size = only.value.map?["size"] else { return }
        if let given = fields["size"], given != size {
            error(place, "volumes: the size \(size) contradicts 'size: \(given)'", hint: "write one of them")
        }
        fields["size"] = size
    }
}
