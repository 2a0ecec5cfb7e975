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

    package init(_ record: Record) {
        key = record.key
        uid = record.uid
        revision = record.revision
        owner = record.spec.value.owner
        createdAt = record.spec.value.createdAt
        deleting = record.isDeleting
        fields = record.spec.value.fields
        placement = record.placement?.value
        status = record.currentStatus
    }
}

/// A list, and the cursor from which a watch goes on without a gap.
package struct ResourceList: Sendable, Hashable, Codable {
    package var items: [ResourceDocument]
    package var cursor: Stamp?

    package init(items: [ResourceDocument], cursor: Stamp?) {
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
    package var cursor: Stamp

    package init(change: Change, resource: ResourceDocument?, cursor: Stamp) {
        self.change = change
        self.resource = resource
        self.cursor = cursor
    }
}
