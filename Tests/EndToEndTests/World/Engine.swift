import Foundation
import Testing

/// A real container engine that the tests may use, named by an environment variable that `Tests/run` sets.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case docker
    case podman

    /// The engines there are, in this run.
    static let available = allCases.filter { $0.endpoint != nil }
    /// Why the scenarios are skipped, when they are.
    static let missing =
        "neither KNOT_TEST_DOCKER nor KNOT_TEST_PODMAN is set, or KNOT_TEST_BINARY is not; use Tests/run"
    /// Whether the scenarios can run at all.
    static let isReady = !available.isEmpty && Settings.binary != nil

    /// The engines that tell when somebody else changed a limit. Podman 4 changes it and goes on telling the old one.
    static let tellingLimits = available.filter { $0 == .docker }

    /// `unix:///…`; `nil` when the engine is not there.
    var endpoint: String? { Settings.variable("KNOT_TEST_\(rawValue.uppercased())") }

    /// The path of the engine's socket.
    var socket: String { String((endpoint ?? "").trimmingPrefix("unix://")) }

    var testDescription: String { rawValue }
}

/// What `Tests/run` hands to the tests.
enum Settings {
    static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The path of the `knot` to test.
    static let binary = variable("KNOT_TEST_BINARY")
    /// An image with a busybox that every engine has.
    static let image = variable("KNOT_TEST_IMAGE") ?? "knot-test:latest"
}
