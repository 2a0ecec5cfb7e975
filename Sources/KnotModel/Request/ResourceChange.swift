/// What an apply or a delete does, or would do, to one resource.
package struct ResourceChange: Sendable, Hashable, Codable {
    package enum Verb: String, Sendable, Hashable, Codable {
        case created
        case configured
        case unchanged
        case deleted
        /// Deleted because its source no longer names it.
        case pruned
    }

    package var key: ResourceKey
    package var verb: Verb
    package var differences: [FieldDifference]
    /// The revision it has now; on a dry run, before.
    package var revision: Stamp?
    /// Spaces that this change leaves waiting for a restart.
    package var pending: [ResourceKey]
    /// Spaces that run on as they were made, and cannot be made anew after this change.
    package var blocked: [Blocked]
    /// What is done, and may not be what was meant: one sentence each.
    package var warnings: [String]
    /// What it does to spaces, now or later, in order; those that are `pending` among them.
    package var effects: [SpaceEffect]

    package struct Blocked: Sendable, Hashable, Codable {
        package var key: ResourceKey
        package var reason: String

        package init(key: ResourceKey, reason: String) {
            self.key = key
            self.reason = reason
        }
    }

    package init(
        key: ResourceKey, verb: Verb, differences: [FieldDifference] = [], revision: Stamp? = nil,
        pending: [ResourceKey] = [], blocked: [Blocked] = [], warnings: [String] = [], effects: [SpaceEffect] = []
    ) {
        self.key = key
        self.verb = verb
        self.differences = differences
        self.revision = revision
        self.pending = pending
        self.blocked = blocked
        self.warnings = warnings
        self.effects = effects
    }

    /// A server of an earlier version says nothing of effects.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        key = try container.decode(ResourceKey.self, forKey: .key)
        verb = try container.decode(Verb.self, forKey: .verb)
        differences = try container.decode([FieldDifference].self, forKey: .differences)
        revision = try container.decodeIfPresent(Stamp.self, forKey: .revision)
        pending = try container.decode([ResourceKey].self, forKey: .pending)
        blocked = try container.decode([Blocked].self, forKey: .blocked)
        warnings = try container.decode([String].self, forKey: .warnings)
        effects = try container.decodeIfPresent([SpaceEffect].self, forKey: .effects) ?? []
    }
}
