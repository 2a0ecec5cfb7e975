/// A last-writer-wins register: one lane of a record.
package struct Register<Content: Sendable & Hashable & Codable>: Sendable, Hashable, Codable {
    package var value: Content
    package var stamp: Stamp

    package init(_ value: Content, stamp: Stamp) {
        self.value = value
        self.stamp = stamp
    }
}

/// Everything the store holds of one resource: three lanes with a writer each, so that no writer loses another's work.
///
/// | lane | written by | holds |
/// |---|---|---|
/// | `spec` | users and sources | the manifest, or that deletion was asked for |
/// | `placement` | the scheduler | node, engine and epoch |
/// | `status` | only the placed node | phase, conditions, observed revision |
package struct Record: Sendable, Hashable, Codable {
    package var key: ResourceKey
    package var spec: Register<SpecLane>
    package var placement: Register<Placement>?
    package var status: Register<Status>?

    package init(
        key: ResourceKey, spec: Register<SpecLane>, placement: Register<Placement>? = nil,
        status: Register<Status>? = nil
    ) {
        self.key = key
        self.spec = spec
        self.placement = placement
        self.status = status
    }

    /// The revision of the resource: the stamp of its spec lane.
    package var revision: Stamp { spec.stamp }
    package var uid: UID { spec.value.uid }
    package var manifest: Manifest { Manifest(key: key, fields: spec.value.fields) }
    package var isDeleting: Bool { spec.value.deletion != nil }

    /// The status lane, if it speaks of this object and not of a deleted one of the same name.
    package var currentStatus: Status? {
        guard let status = status?.value, status.uid == uid else { return nil }
        return status
    }

    /// Whether the resource is gone and only the memory of its deletion is left.
    package var isTombstone: Bool {
        isDeleting && (!key.kind.isReconciled || currentStatus?.phase == .gone)
    }

    /// The latest stamp of any lane.
    package var latest: Stamp {
        [placement?.stamp, status?.stamp].compactMap { $0 }.reduce(spec.stamp, max)
    }
}

/// Made at creation, never reused: tells a deleted and recreated resource from an edited one. 32 hex digits.
/// Compared byte by byte.
package struct UID: Sendable, Hashable, Codable, CustomStringConvertible {
    package var text: String
    package init(_ text: String) { self.text = text }

    package static func == (a: Self, b: Self) -> Bool { Bytewise.areEqual(a.text, b.text) }
    package func hash(into hasher: inout Hasher) { Bytewise.hash(text, into: &hasher) }

    package init(using generator: inout some RandomNumberGenerator) {
        let digits = [generator.next() as UInt64, generator.next()].map { word in
            let hex = String(word, radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }
        text = digits.joined()
    }

    package var description: String { text }
    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Who wrote a spec: `user:alice`, `source:platform`, or `system`.
package struct SpecOwner: Sendable, Hashable, Codable, CustomStringConvertible {
    package var text: String
    package init(_ text: String) { self.text = text }
    package static func user(_ name: String) -> Self { Self("user:\(name)") }
    package static func source(_ name: String) -> Self { Self("source:\(name)") }
    package var description: String { text }

    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The lane that users and sources write.
package struct SpecLane: Sendable, Hashable, Codable {
    package var uid: UID
    package var fields: FieldMap
    package var owner: SpecOwner
    package var createdAt: WallTime
    /// Set when deletion was asked for; never unset for this uid.
    package var deletion: Deletion?
    /// The stamp of the last restart asked for. A container made before it is replaced.
    package var restart: Stamp?
    /// Of a variable: the protected values that it had before, the newest first. Containers may have them still, so they
    /// are hidden on; never shown. `nil` where there are none, and in what earlier versions stored.
    package var former: [String]?

    package init(
        uid: UID, fields: FieldMap, owner: SpecOwner, createdAt: WallTime, deletion: Deletion? = nil,
        restart: Stamp? = nil, former: [String]? = nil
    ) {
        self.uid = uid
        self.fields = fields
        self.owner = owner
        self.createdAt = createdAt
        self.deletion = deletion
        self.restart = restart
        self.former = former
    }
}

/// That a resource is to go, and how.
package struct Deletion: Sendable, Hashable, Codable {
    package var requestedAt: WallTime
    package var keepVolumes: Bool

    package init(requestedAt: WallTime, keepVolumes: Bool) {
        self.requestedAt = requestedAt
        self.keepVolumes = keepVolumes
    }
}

/// The lane that the scheduler writes: where a space runs. Each placement raises the epoch.
package struct Placement: Sendable, Hashable, Codable {
    package var node: NodeID
    package var engine: EngineKind
    package var epoch: UInt64

    package init(node: NodeID, engine: EngineKind, epoch: UInt64) {
        self.node = node
        self.engine = engine
        self.epoch = epoch
    }
}

/// A container runtime a node may offer.
package enum EngineKind: String, Sendable, Hashable, CaseIterable, Codable, Comparable {
    case docker
    case podman
    case apple
    case nomad

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
