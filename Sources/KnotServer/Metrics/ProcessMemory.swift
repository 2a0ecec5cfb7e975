import Foundation

/// What the process takes of the machine's memory.
enum ProcessMemory {
    /// Resident bytes as Linux counts them (proc(5), `statm`, second number); `nil` where that cannot be read.
    static func residentBytes() -> Int64? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let numbers = text.split(separator: " ")
        guard numbers.count > 1, let pages = Int64(numbers[1]) else { return nil }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
