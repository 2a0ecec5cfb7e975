import Foundation

/// The mutant that this process is, by `KNOT_MUTANT`; 0 is none. In a copy of the cores only.
private let current = ProcessInfo.processInfo.environment["KNOT_MUTANT"].flatMap { Int($0) } ?? 0

package func mutant(_ number: Int) -> Bool { current == number }
