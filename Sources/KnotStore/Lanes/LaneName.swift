import KnotModel

/// Which part of a resource an entry holds. Each is written independently of the others.
///
/// | lane | written by | holds |
/// |---|---|---|
/// | `spec` | users and sources | the manifest, or that deletion was asked for |
/// | `running`, `restart`, `cpus`, `memory` | users, by commands | one thing that a command sets |
/// | `placement` | the scheduler | node, engine and epoch |
/// | `status` | only the placed node | phase, conditions, observed revision |
///
/// Lanes of a newer version have other names; they are kept and passed on like these. Names are compared byte by byte.
package struct LaneName: RawRepresentable, Sendable, Hashable {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static func == (a: Self, b: Self) -> Bool { Bytewise.areEqual(a.rawValue, b.rawValue) }
    package func hash(into hasher: inout Hasher) { Bytewise.hash(rawValue, into: &hasher) }

    package static let spec = Self(rawValue: "spec")
    package static let running = Self(rawValue: "running")
    package static let restart = Self(rawValue: "restart")
    package static let cpus = Self(rawValue: "cpus")
    package static let memory = Self(rawValue: "memory")
    package static let placement = Self(rawValue: "placement")
    package static let status = Self(rawValue: "status")
}

extension LaneName: Comparable {
    package static func < (a: Self, b: Self) -> Bool { Bytewise.isLess(a.rawValue, b.rawValue) }
}

extension LaneName: CustomStringConvertible {
    package var description: String { rawValue }
}
