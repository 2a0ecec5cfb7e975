import KnotSimulator

/// How a run that went wrong is shown: what did not hold, and the command that runs it again.
enum Replay {
    static func text(_ report: Report) -> String {
        let violations = report.violations.map(\.description).joined(separator: "\n  ")
        return """
            seed \(report.seed) failed after \(report.virtualMilliseconds / 1000) virtual seconds:
              \(violations)
            replay with: KNOT_SEED=\(report.seed) swift test --filter SimulatorTests.SeedTests/oneSeed
            """
    }
}
