import Foundation
import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore

/// `knot-bench`: prints the processor time of what must not grow with the number of records.
///
/// Each row but that of the start is the mean of many repetitions, in microseconds, in a node that holds that many spaces and
/// a tenth as many templates. An edit is a request with its answer, its commit, and all that the node does because of it.
@main
struct KnotBench {
    private static let usage = "usage: knot-bench [SPACES,…]   (1000,10000,100000)"

    static func main() throws {
        let text = CommandLine.arguments.dropFirst().first ?? "1000,10000,100000"
        let sizes = text.split(separator: ",").compactMap { Int($0) }
        guard CommandLine.arguments.count <= 2, !sizes.isEmpty, sizes.allSatisfy({ $0 > 0 }) else {
            print(usage)
            exit(2)
        }
        let columns = try sizes.map(measure)
        let titles = columns[0].map(\.title)
        print(row("processor time in µs", sizes.map(String.init)))
        for (index, title) in titles.enumerated() {
            print(row(title, columns.map { String(format: "%.0f", $0[index].microseconds) }))
        }
    }

    private static func row(_ title: String, _ cells: [String]) -> String {
        let cells = cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined()
        return title + String(repeating: " ", count: max(0, 44 - title.count)) + cells
    }

    private static func measure(spaces: Int) throws -> [(title: String, microseconds: Double)] {
        var rows: [(title: String, microseconds: Double)] = []
        func time(_ title: String, repetitions: Int = 50, _ body: (Int) throws -> Void) rethrows {
            try body(0)
            let start = processorTime()
            for number in 1...repetitions { try body(number) }
            rows.append((title, (processorTime() - start) / Double(repetitions)))
        }
        let space = ResourceKey(.space, owner: "alice", name: "web\(spaces / 2)")

        var replica = try Replica(BenchNode.records(spaces: spaces), node: BenchNode.node)
        try time("one status commit", repetitions: 200) { try writeStatus($0, of: space, &replica) }
        try time("one status commit, while there is a snapshot") { number in
            let snapshot = replica
            try writeStatus(number, of: space, &replica)
            withExtendedLifetime(snapshot) {}
        }
        time("a page of 100", repetitions: 200) { _ in
            precondition(replica.store.page(of: .space, from: space, limit: 100).count > 0)
        }

        var node = try BenchNode(spaces: spaces)
        time("stop or start of one space") { number in
            node.ask(.lifecycle(space, number % 2 == 0 ? .stop : .restart, by: .user("alice")))
            node.ask(.lifecycle(space, .stop, by: .user("alice")))
        }
        time("edit of one space") {
            node.apply(Manifest(key: space, fields: ["template": "t0", "description": .string("\($0)")]))
        }
        time("edit of a variable that ten spaces read") {
            node.apply(Manifest(key: ResourceKey(.variable, name: "v0"), fields: ["value": .string("\($0)")]))
        }
        time("edit of a volume that ten spaces mount") {
            node.apply(
                Manifest(key: ResourceKey(.volume, name: "d0"), fields: ["description": .string("\($0)")]))
        }
        time("edit of a script that ten spaces run") {
            node.apply(Manifest(key: ResourceKey(.script, name: "s0"), fields: ["content": .string("echo \($0)")]))
        }
        time("edit of a template of ten spaces") {
            let container: FieldMap = ["image": "ubuntu:latest", "hostname": .string("h\($0)")]
            node.apply(Manifest(key: ResourceKey(.template, name: "t0"), fields: ["container": .map(container)]))
        }
        let start = processorTime()
        let next = node.restarted()
        rows.append(("a start, for each space", (processorTime() - start) / Double(spaces)))
        precondition(next.core.store.all.count == node.core.store.all.count)
        time("the figures for monitoring") { _ in precondition(node.core.gauges["spaces_stopped"] != nil) }
        if let reply = node.refused.first { print("not done: \(reply)") }
        return rows
    }

    private static func writeStatus(_ number: Int, of key: ResourceKey, _ replica: inout Replica) throws {
        guard var record = replica.store[key] else { return }
        let stamp = Stamp(ticks: UInt64(number + 2) << 20 + record.latest.ticks, node: BenchNode.node)
        record.status = Register(
            Status(
                uid: record.uid, node: BenchNode.node, phase: .stopped, observedRevision: record.revision,
                restarts: number), stamp: stamp)
        if let staged = try replica.prepare([record]) { replica.commit(staged) }
    }

    /// Of this process, in microseconds.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
