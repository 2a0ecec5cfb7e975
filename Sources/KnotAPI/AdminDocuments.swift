import KnotModel

/// The answer to `GET /admin/database`: what is wrong with the server's database, and what is left alone because of it.
package struct DatabaseDocument: Sendable, Hashable, Codable {
    /// A stored record that cannot be read.
    package struct Unreadable: Sendable, Hashable, Codable {
        /// Its key; of one whose key is not sure, what can be said of it.
        package var name: String
        package var failure: Failure

        package init(name: String, failure: Failure) {
            self.name = name
            self.failure = failure
        }
    }

    /// A container of this cluster that the database does not know.
    package struct Unknown: Sendable, Hashable, Codable {
        package var key: ResourceKey
        package var engine: EngineKind
        package var container: String
        package var state: String
        /// Whether its records could be read again: then accepting the database does not remove it.
        package var isUnreadable: Bool

        package init(key: ResourceKey, engine: EngineKind, container: String, state: String, isUnreadable: Bool) {
            self.key = key
            self.engine = engine
            self.container = container
            self.state = state
            self.isUnreadable = isUnreadable
        }
    }

    /// Stored stamps that are ahead of the server's clock.
    package struct StampsAhead: Sendable, Hashable, Codable {
        /// By how much the latest is.
        package var milliseconds: Int64
        /// How many stored entries have such stamps.
        package var entries: Int
        package var latest: Stamp

        package init(milliseconds: Int64, entries: Int, latest: Stamp) {
            self.milliseconds = milliseconds
            self.entries = entries
            self.latest = latest
        }
    }

    /// Why nothing can be written.
    package var failure: Failure?
    /// The time of the latest write that the database knows, when it was set back.
    package var setBackTo: WallTime?
    package var unreadable: [Unreadable]
    package var unknown: [Unknown]
    /// Engines that have not been listed since they were last found, or do not answer: what they have is not shown.
    package var unlisted: [EngineKind]
    /// `nil` when none is more than a minute ahead.
    package var ahead: StampsAhead?

    package init(
        failure: Failure?, setBackTo: WallTime?, unreadable: [Unreadable], unknown: [Unknown], unlisted: [EngineKind],
        ahead: StampsAhead? = nil
    ) {
        self.failure = failure
        self.setBackTo = setBackTo
        self.unreadable = unreadable
        self.unknown = unknown
        self.unlisted = unlisted
        self.ahead = ahead
    }
}

/// The body of `POST /admin/database/discard`.
package struct DiscardDocument: Sendable, Hashable, Codable {
    /// Names of unreadable records, as `DatabaseDocument` gives them.
    package var names: [String]

    package init(names: [String]) { self.names = names }
}

extension DiscardDocument: RequestDocument {
    package static var fieldNames: [String] { ["names"] }
}

/// The answer to `GET /admin/adoptions`: what engines have that this database does not know, and that it could go on with.
package struct AdoptionList: Sendable, Hashable, Codable {
    package struct Item: Sendable, Hashable, Codable {
        package var key: ResourceKey
        /// The cluster id in its labels.
        package var cluster: String
        package var engine: EngineKind
        package var uid: UID
        /// The container's name and state; `nil` when there are only volumes.
        package var container: String?
        package var state: String?
        package var volumes: [String]
        /// Why it cannot be taken over; `nil` when it can.
        package var failure: Failure?

        package init(
            key: ResourceKey, cluster: String, engine: EngineKind, uid: UID, container: String?, state: String?,
            volumes: [String], failure: Failure?
        ) {
            self.key = key
            self.cluster = cluster
            self.engine = engine
            self.uid = uid
            self.container = container
            self.state = state
            self.volumes = volumes
            self.failure = failure
        }
    }

    package var items: [Item]
    /// Engines that do not answer: what they have is not in the list.
    package var unlisted: [EngineKind]

    package init(items: [Item], unlisted: [EngineKind]) {
        self.items = items
        self.unlisted = unlisted
    }
}

/// The body of `POST /admin/adoptions`.
package struct AdoptionRequest: Sendable, Hashable, Codable {
    package struct Item: Sendable, Hashable, Codable {
        package var key: ResourceKey
        package var cluster: String
        package var engine: EngineKind

        package init(key: ResourceKey, cluster: String, engine: EngineKind) {
            self.key = key
            self.cluster = cluster
            self.engine = engine
        }
    }

    package var items: [Item]

    package init(items: [Item]) { self.items = items }
}

extension AdoptionRequest: RequestDocument {
    package static var fieldNames: [String] { ["items"] }
}
