import KnotModel

/// The paths of the API, one place for client and server.
package enum APIPath {
    package static let root = "/api/v1"
    package static let version = root + "/version"
    package static let apply = root + "/apply"
    package static let delete = root + "/delete"
    package static let events = root + "/events"
    package static let tokens = root + "/tokens"
    package static let schema = root + "/schema"
    package static let openAPI = root + "/openapi.json"
    package static let runtimes = root + "/runtimes"
    package static let database = root + "/admin/database"
    package static let adoptions = root + "/admin/adoptions"

    /// The owner in a path that stands for the caller.
    package static let caller = "~"

    package static func list(_ kind: Kind) -> String { "\(root)/\(kind.plural)" }

    /// The path of one resource. An owned kind's key without an owner means the caller's.
    package static func resource(_ key: ResourceKey) -> String { "\(list(key.kind))/\(name(key))" }

    /// `verb` is `start`, `stop` or `restart`.
    package static func lifecycle(_ key: ResourceKey, _ verb: String) -> String { "\(resource(key))/\(verb)" }
    package static func logs(_ key: ResourceKey) -> String { "\(resource(key))/logs" }
    package static func exec(_ key: ResourceKey) -> String { "\(resource(key))/exec" }
    package static func why(_ key: ResourceKey) -> String { "\(root)/why/\(key.kind.rawValue)/\(name(key))" }

    private static func name(_ key: ResourceKey) -> String {
        guard key.kind.isOwned else { return key.name }
        return "\(key.owner.isEmpty ? caller : key.owner)/\(key.name)"
    }
}
