import Foundation
import KnotModel

/// The wall clock of this machine.
enum WallClock {
    static func now() -> WallTime { WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
