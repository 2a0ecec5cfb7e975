import KnotModel

/// The body of `POST /delete`: several resources, all of them or none.
package struct DeleteDocument: Sendable, Hashable, Codable {
    package var keys: [ResourceKey]
    package var keepVolumes: Bool
    /// Delete although something refers to it.
    package var force: Bool
    /// A resource that is not there is no error.
    package var ignoreMissing: Bool

    package init(keys: [ResourceKey], keepVolumes: Bool = false, force: Bool = false, ignoreMissing: Bool = false) {
        self.keys = keys
        self.keepVolumes = keepVolumes
        self.force = force
        self.ignoreMissing = ignoreMissing
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case keys, keepVolumes, force, ignoreMissing }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        keys = try container.decode([ResourceKey].self, forKey: .keys)
        keepVolumes = try container.decodeIfPresent(Bool.self, forKey: .keepVolumes) ?? false
        force = try container.decodeIfPresent(Bool.self, forKey: .force) ?? false
        ignoreMissing = try container.decodeIfPresent(Bool.self, forKey: .ignoreMissing) ?? false
    }
}

extension DeleteDocument: RequestDocument {
    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}
