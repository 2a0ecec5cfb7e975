import KnotAPI
import KnotModel

/// Resources and statuses for tests, at a fixed time.
enum Samples {
    static let now = WallTime(milliseconds: 1_000_000_000)
    static let node = NodeID("one")
    static let uid = UID("0123456789abcdef0123456789abcdef")

    static func stamp(_ milliseconds: Int64) -> Stamp { Stamp(ticks: UInt64(milliseconds) << 16, node: node) }

    static func space(
        _ name: String = "web", owner: String = "alice", fields: FieldMap = ["template": "ubuntu"],
        status: Status? = nil, revision: Int64 = 1, deletion: Bool = false
    ) -> ResourceDocument {
        let lane = SpecLane(
            uid: uid, fields: fields, owner: .user(owner), createdAt: WallTime(milliseconds: now.milliseconds - 90_000),
            deletion: deletion ? Deletion(requestedAt: now, keepVolumes: false) : nil)
        return ResourceDocument(
            Record(
                key: ResourceKey(.space, owner: owner, name: name), spec: Register(lane, stamp: stamp(revision)),
                placement: Register(Placement(node: node, engine: .docker, epoch: 1), stamp: stamp(1)),
                status: status.map { Register($0, stamp: stamp(revision)) }))
    }

    static func status(
        _ phase: Status.Phase, revision: Int64 = 1, ready: Condition.State? = nil, error: Failure? = nil,
        restarts: Int = 0, nextTry: Int64? = nil, pending: [FieldDifference] = [], drift: [FieldDifference] = [],
        conditions: [Condition] = []
    ) -> Status {
        let readiness = ready.map { [Condition(.ready, $0, reason: "Tested", since: now)] } ?? []
        return Status(
            uid: uid, node: node, phase: phase, observedRevision: stamp(revision), engine: .docker,
            containerID: "abcdef0123456789", restarts: restarts,
            nextTry: nextTry.map { WallTime(milliseconds: now.milliseconds + $0) }, lastError: error, pending: pending,
            drift: drift, conditions: readiness + conditions)
    }
}
