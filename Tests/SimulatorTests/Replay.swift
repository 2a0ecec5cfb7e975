import KnotSimulator

/// How a run that went wrong is shown: what did not hold, and the command that runs it again.
enum Replay {
    static func text(_ report: Report) -> String {
        let violations = report.violations.map(\.description).joined(separator: "\n  ")
        return """
            seed \(report.seed) failed after \(report.virtualMilliseconds / 1000) virtual seconds:
              \(violations)
            replay with: knot-sim --trace \(report.seed)
            shrink with: knot-sim --shrink \(report.seed)
            """
    }
}
