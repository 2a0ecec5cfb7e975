import Foundation
import KnotPlan

/// The limits that Linux applies to a process of this machine, read from its control group.
///
/// Podman's inspection shows the limits a container was made with and never those it was given later, so the truth is
/// read where it is. Both kinds of control group are known (cgroup v1 and v2, Linux admin guide).
package enum LiveLimits {
    struct Found {
        var resources: ContainerSpec.Resources
        /// `Int64.max` without a limit; `nil` when it cannot be read.
        var processes: Int64?
    }

    /// `nil` when they cannot be read: the process is gone, or is in another machine.
    static func read(pid: Int) -> Found? {
        guard pid > 0, let text = text("/proc/\(pid)/cgroup") else { return nil }
        var paths: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            for controller in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
                paths[String(controller)] = String(parts[2])
            }
        }
        let root = "/sys/fs/cgroup"
        if let memory = paths["memory"], let processors = paths["cpu"] {
            guard let limit = self.text("\(root)/memory\(memory)/memory.limit_in_bytes"),
                let quota = self.text("\(root)/cpu\(processors)/cpu.cfs_quota_us"),
                let period = self.text("\(root)/cpu\(processors)/cpu.cfs_period_us")
            else { return nil }
            let processes = paths["pids"].flatMap { self.text("\(root)/pids\($0)/pids.max") }
            return Found(
                resources: resources(memory: limit, quota: quota, period: period), processes: count(processes))
        }
        guard let path = paths[""], let limit = self.text("\(root)\(path)/memory.max"),
            let maximum = self.text("\(root)\(path)/cpu.max")
        else { return nil }
        let parts = maximum.split(separator: " ").map(String.init)
        guard parts.count == 2 else { return nil }
        return Found(
            resources: resources(memory: limit, quota: parts[0], period: parts[1]),
            processes: count(self.text("\(root)\(path)/pids.max")))
    }

    private static func count(_ text: String?) -> Int64? {
        text == "max" ? .max : text.flatMap { Int64($0) }
    }

    /// `max` and -1 are no limit, and so is what no machine has.
    package static func resources(memory: String, quota: String, period: String) -> ContainerSpec.Resources {
        var resources = ContainerSpec.Resources()
        if let bytes = Int64(memory), (0..<1 << 60).contains(bytes) { resources.memory = bytes }
        if let quota = Int64(quota), let period = Int64(period), quota > 0, period > 0 {
            let (nanos, isTooLarge) = quota.multipliedReportingOverflow(by: 1_000_000_000)
            if !isTooLarge { resources.nanoCPUs = nanos / period }
        }
        return resources
    }

    private static func text(_ path: String) -> String? {
        guard let bytes = KernelFile.read(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
