import Foundation
import Testing

/// What has to hold once the violence is over: what runs is exactly what should, and `knot diff` is empty.
struct Law {
    let scenario: Scenario
    let wishes: [String: Crowd.Wish]
    /// Every wish, and the templates, as manifests.
    let manifests: String

    /// Waits until the law holds, and sees that it goes on holding.
    func hold(within seconds: Double) throws {
        try eventually(
            "what runs is exactly what should", within: seconds, state: { try breaches().joined(separator: "\n") }
        ) {
            try breaches().isEmpty
        }
        let containers = try scenario.world.containers()
        #expect(try throughout(2) { try scenario.world.containers() == containers }, "and it stays so")
        let path = try scenario.write("law.yaml", manifests)
        let diff = try scenario.knot("diff", "-f", path)
        #expect(diff.status == 0, "diff is empty: \(diff.text)")
    }

    /// Where the world differs from what was asked for.
    private func breaches() throws -> [String] {
        var breaches: [String] = []
        var uids: [String: String] = [:]
        for item in try JSON(scenario.must("get", "spaces", "-o", "json"))["items"].array {
            guard let name = item["key"].string?.split(separator: "/").last.map(String.init) else { continue }
            uids[name] = item["uid"].string
            guard let wish = wishes[name] else {
                breaches.append("\(name) should be gone: \(item)")
                continue
            }
            let phase = item["status"]["phase"].string
            if phase != (wish.isRunning ? "Running" : "Stopped") { breaches.append("\(name) is \(item["status"])") }
        }
        for name in wishes.keys.sorted() where uids[name] == nil { breaches.append("\(name) is lost") }
        let containers = Dictionary(grouping: try scenario.world.containers(), by: \.space)
        for (name, found) in containers.sorted(by: { $0.key < $1.key }) {
            if wishes[name]?.isRunning != true { breaches.append("nobody asked for \(found)") }
            if found.count > 1 { breaches.append("there are too many: \(found)") }
            if found.contains(where: { $0.uid != uids[name] }) { breaches.append("of another life: \(found)") }
            if found.contains(where: { !$0.isRunning }) { breaches.append("does not run: \(found)") }
        }
        for (name, wish) in wishes.sorted(by: { $0.key < $1.key }) where wish.isRunning && containers[name] == nil {
            breaches.append("\(name) has no container")
        }
        let volumes = try scenario.world.volumesBySpace()
        for (name, found) in volumes.sorted(by: { $0.key < $1.key }) {
            if wishes[name] == nil { breaches.append("volumes of nobody: \(found)") }
            if found.count > 1 { breaches.append("too many volumes: \(found)") }
        }
        for (name, _) in containers.sorted(by: { $0.key < $1.key }) where volumes[name] == nil {
            breaches.append("\(name) has no volume")
        }
        return breaches
    }
}
