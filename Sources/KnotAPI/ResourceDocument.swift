import KnotModel

/// A resource as the API shows it: its manifest's fields, who wrote it, and what its node observed.
package struct ResourceDocument: Sendable, Hashable, Codable {
    package var key: ResourceKey
    package var uid: UID
    package var revision: Stamp
    package var owner: SpecOwner
    package var createdAt: WallTime
    package var deleting: Bool
    package var fields: FieldMap
    package var placement: Placement?
    package var status: Status?

    /// - Parameter names: What the nodes in it are called.
    package init(_ record: Record, _ names: NodeNames = NodeNames()) {
        key = record.key
        uid = record.uid
        revision = record.revision
        owner = record.spec.value.owner
        createdAt = record.spec.value.createdAt
        deleting = record.isDeleting
        fields = record.spec.value.fields
        placement = record.placement.map { names.shown($0.value) }
        status = record.currentStatus.map(names.shown)
    }
}

extension ResourceDocument {
    private enum CodingKeys: String, CodingKey {
        case key, uid, revision, owner, createdAt, deleting, fields, placement, status
    }

    private enum NameKeys: String, CodingKey { case kind, name, user }

    /// With the parts of the key beside it, `kind`, `name` and `user`, as a manifest writes them.
    package func encode(to encoder: any Encoder) throws {
        var names = encoder.container(keyedBy: NameKeys.self)
        try names.encode(key.kind.title, forKey: .kind)
        try names.encode(key.name, forKey: .name)
        if !key.owner.isEmpty { try names.encode(key.owner, forKey: .user) }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(key, forKey: .key)
        try container.encode(uid, forKey: .uid)
        try container.encode(revision, forKey: .revision)
        try container.encode(owner, forKey: .owner)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(deleting, forKey: .deleting)
        try container.encode(fields, forKey: .fields)
        try container.encodeIfPresent(placement, forKey: .placement)
        try container.encodeIfPresent(status, forKey: .status)
    }
}

/// A list, and the cursor from which a watch goes on without a gap. What a cursor says is the server's own business: it is
/// given back as it came.
package struct ResourceList: Sendable, Hashable, Codable {
    package var items: [ResourceDocument]
    package var cursor: String?

    package init(items: [ResourceDocument], cursor: String?) {
        self.items = items
        self.cursor = cursor
    }
}

/// One line of a watch.
package struct WatchEvent: Sendable, Hashable, Codable {
    package enum Change: String, Sendable, Hashable, Codable {
        /// The resource as it now is: new or changed.
        case put
        /// It is gone; `resource` shows its last form.
        case deleted
        /// Nothing changed; take note of the cursor.
        case bookmark
    }

    package var change: Change
    package var resource: ResourceDocument?
    /// Where a watch goes on after this line. `nil` where one that was cut here has to begin with a list.
    package var cursor: String?

    package init(change: Change, resource: ResourceDocument?, cursor: String?) {
        self.change = change
        self.resource = resource
        self.cursor = cursor
    }
}

extension ResourceDocument: SpecHolder {}
