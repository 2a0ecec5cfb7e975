import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// Inputs, requests and replies as short texts for the trace: the same in every process.
enum Summary {
    static func of(_ input: Input) -> String {
        switch input {
        case .request(let id, _): "request \(id)"
        case .committed(let id): "committed \(id)"
        case .commitFailed(let id, let failure): "commit failed \(id) \(failure.code.rawValue)"
        case .engineUp(let kind, _): "engine up \(kind.rawValue)"
        case .engineDown(let kind, _): "engine down \(kind.rawValue)"
        case .observed(let id, let snapshot): "observed \(id) \(of(snapshot))"
        case .observeFailed(let id, let failure): "observe failed \(id) \(failure.code.rawValue)"
        case .hint(let kind, let event):
            "hint \(kind.rawValue) " + (event.map { "\($0.key) \($0.containerID) \($0.action)" } ?? "cut")
        case .acted(let id, .done): "acted \(id)"
        case .acted(let id, .wasThere): "acted \(id), was there"
        case .acted(let id, .created(let container)): "acted \(id) created \(container)"
        case .actFailed(let id, let failure): "act failed \(id) \(failure.code.rawValue)"
        case .progress(let id, _): "progress \(id)"
        case .probed(let id, let failure): "probed \(id) \(failure?.code.rawValue ?? "well")"
        case .scriptsEnded(let id, let outcome): "scripts ended \(id) \(outcome.failure?.message ?? "well")"
        case .database(let failure): "database \(failure?.code.rawValue ?? "writable")"
        case .databaseAccepted: "database accepted"
        case .discarded(let names): "discarded \(names.joined(separator: " "))"
        case .peers(let peers): "peers \(peers.map(\.name).joined(separator: " "))"
        case .received(let message, let peer): "from \(peer): \(of(message))"
        case .wake: "wake"
        }
    }

    static func of(_ message: PeerMessage) -> String {
        switch message {
        case .push(let push): "push \(push.origin) \(push.range)"
        case .question(let question): "question \(question.id)"
        case .chunk(let chunk): "answer \(chunk.question) \(chunk.index): \(chunk.entries.count) entries"
        case .hashes(let comparison): "hashes of \(comparison.items.count) groups"
        case .bucket(let bucket): "bucket \(bucket.bucket.digits): \(bucket.entries.count) entries"
        }
    }

    static func of(_ scope: ObservationScope) -> String {
        switch scope {
        case .all: "all"
        case .key(let key): key.description
        }
    }

    private static func of(_ snapshot: EngineSnapshot) -> String {
        let containers = snapshot.containers.map { "\($0.id)=\($0.name):\($0.state.rawValue)" }
        return (containers + snapshot.volumes.map(\.name)).joined(separator: " ")
    }

    static func of(_ request: Request) -> String {
        switch request {
        case .apply(let manifests, let options):
            (options.dryRun ? "dry run " : "apply ")
                + manifests.map { "\($0.key)\(Value.map($0.fields))" }.joined(separator: " ")
        case .delete(let keys, let options):
            "delete " + keys.map(\.description).joined(separator: " ")
                + " keep=\(options.keepVolumes) force=\(options.force)"
        case .lifecycle(let key, let verb, _): "\(verb.rawValue) \(key)"
        case .adopt(let takeovers): "adopt " + takeovers.map(\.key.description).joined(separator: " ")
        }
    }

    static func of(_ reply: Reply) -> String {
        switch reply {
        case .changes(let changes): changes.map { "\($0.key):\($0.verb.rawValue)" }.joined(separator: " ")
        case .refused(let refusals):
            "refused " + refusals.map { "\($0.failure.code.rawValue) \($0.failure.message)" }.joined(separator: "; ")
        }
    }
}
