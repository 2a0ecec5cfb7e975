import KnotModel
import KnotPlan
import NIOHTTP1
import Testing

extension EngineUnderTest {
    /// What the engine's own command line does to containers.
    var meddler: Meddler {
        func update(_ id: String, _ body: String) async throws {
            let path = kind == .podman ? "/libpod/containers/\(id)/update" : "/containers/\(id)/update"
            let status = try await outside(.POST, path, body)
            #expect(status < 300, "update \(body): \(status)")
        }
        func own(_ network: String) -> String {
            kind == .podman && network == ContainerSpec.defaultNetwork ? "podman" : network
        }
        var meddler = Meddler(
            limitCPUs: { id, nanos in
                try await update(
                    id,
                    kind == .podman
                        ? #"{"cpu":{"period":100000,"quota":\#(nanos / 10_000)}}"# : #"{"NanoCpus":\#(nanos)}"#)
            },
            limitProcesses: { id, limit in
                try await update(
                    id, kind == .podman ? #"{"pids":{"limit":\#(limit)}}"# : #"{"PidsLimit":\#(limit)}"#)
            },
            connect: { id, network in
                try await outside(.POST, "/networks/\(own(network))/connect", #"{"Container":"\#(id)"}"#)
            },
            disconnect: { id, network in
                try await outside(
                    .POST, "/networks/\(own(network))/disconnect", #"{"Container":"\#(id)","Force":true}"#)
            })
        if kind == .docker {
            meddler.restartAlways = { try await update($0, #"{"RestartPolicy":{"Name":"always"}}"#) }
            meddler.limitOtherwise = {
                try await update($0, #"{"CpuShares":2,"CpusetCpus":"0","MemoryReservation":67108864}"#)
            }
        }
        return meddler
    }
}
