import KnotModel

/// Resolves the sources of mounts: which name a volume has in the engine, and whose it is.
///
/// A template's volume belongs to each space alone: `home` of `space/alice/web` is `knot.alice.web.home`. Names of
/// resources hold no dots, so two spaces can never come to one name. A volume marked `shared` keeps its literal name.
struct VolumeNames {
    let space: ResourceKey
    private let declared: FieldMap
    private let resources: [String: Manifest]

    init(space: ResourceKey, declared: Value, resources: [Manifest]) {
        self.space = space
        self.declared = Self.map(declared)
        var byName: [String: Manifest] = [:]
        for resource in resources { byName[resource.key.name] = resource }
        self.resources = byName
    }

    struct Mounts {
        var mounts: [ContainerSpec.Mount] = []
        var owned: [String] = []
        var shared: [String] = []
        var common: [String] = []
    }

    func mounts(_ reader: FieldReader, context: RenderContext) throws(Failure) -> Mounts {
        var result = Mounts()
        for field in declared where !isShared(field.value) { result.owned.append(scoped(field.key)) }
        for (index, text) in (try reader.texts("volumes") ?? []).enumerated() {
            let reference: MountReference
            do { reference = try MountReference(parsing: text) } catch {
                throw reader.failure("volumes[\(index)]", error.description)
            }
            let source: ContainerSpec.Mount.Source
            if reference.isPath {
                guard let path = HostPath.resolve(reference.source, context) else {
                    throw reader.failure(
                        "volumes[\(index)]", "'\(reference.source)' cannot be resolved; write an absolute path")
                }
                source = .path(path)
            } else {
                source = .volume(try name(of: reference.source, at: index, reader, &result))
            }
            result.mounts.append(.init(source: source, destination: reference.destination, modes: reference.modes))
        }
        result.owned.sort()
        result.shared.sort()
        result.common.sort()
        return result
    }

    private func name(
        of source: String, at index: Int, _ reader: FieldReader, _ result: inout Mounts
    ) throws(Failure) -> String {
        if let options = declared[source] {
            guard isShared(options) else { return scoped(source) }
            let name = try common(source, at: index, reader)
            if !result.common.contains(name) { result.common.append(name) }
            return name
        }
        if let resource = resources[source] {
            result.shared.append(source)
            return try common(Self.engineName(of: resource), at: index, reader)
        }
        let known = declared.keys + resources.keys.sorted()
        let hint = Suggestion.nearest(to: source, among: known).map { "; did you mean '\($0)'?" } ?? ""
        throw Failure(
            .volumeMissing, subject: reader.subject,
            "\(reader.path).volumes[\(index)]: no volume named '\(source)': declare it under the template's 'volumes:' "
                + "or apply a Volume of that name\(hint)")
    }

    /// A name in the engine that several spaces may share, which is none that a space's own volume may have.
    private func common(_ name: String, at index: Int, _ reader: FieldReader) throws(Failure) -> String {
        guard !name.hasPrefix(Self.prefix) else {
            throw reader.failure(
                "volumes[\(index)]",
                "'\(name)' is a name of a space's own volume; choose one that does not begin with "
                    + "'\(Self.prefix)'")
        }
        return name
    }

    private static let prefix = "knot."

    private func scoped(_ name: String) -> String { "\(Self.prefix)\(space.owner).\(space.name).\(name)" }

    private func isShared(_ options: Value) -> Bool {
        options.map?["shared"]?.scalarText == "true"
    }

    /// The literal name that a `Volume` resource has in the engine.
    static func engineName(of volume: Manifest) -> String {
        volume.volume.engineName ?? volume.key.name
    }

    /// A map of names, or a list of them.
    private static func map(_ declared: Value) -> FieldMap {
        switch declared {
        case .map(let fields): fields
        case .list(let items): FieldMap(items.compactMap(\.string).map { .init(key: $0, value: .null) })
        default: [:]
        }
    }
}
