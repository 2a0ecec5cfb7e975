/// The kinds of resource. `token` is made by `knot token`, never by a manifest.
package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case script
    case template
    case variable
    case zone
    case volume
    case space
    case token
}

extension Kind: Comparable {
    /// The order in which a batch is applied: what others refer to comes first.
    package static func < (a: Self, b: Self) -> Bool { a.order < b.order }

    private var order: Int {
        switch self {
        case .script: 0
        case .template: 1
        case .variable: 2
        case .zone: 3
        case .volume: 4
        case .space: 5
        case .token: 6
        }
    }

    /// As a manifest's `kind:` writes it: `Template`.
    package var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// As the command line and the API paths write it: `templates`.
    package var plural: String { rawValue + "s" }

    /// Whether keys of this kind carry the owning user: `space/alice/web`.
    package var isOwned: Bool { self == .space }

    /// Whether the controller makes things in an engine for it.
    package var isReconciled: Bool { self == .space || self == .volume }

    /// Whether a user may write it in a manifest.
    package var isManifest: Bool { self != .token }

    /// Reads `template`, `Template` or `templates`.
    package init?(parsing text: String) {
        let lowered = text.lowercased()
        guard let kind = Self.allCases.first(where: { $0.rawValue == lowered || $0.plural == lowered }) else {
            return nil
        }
        self = kind
    }
}
