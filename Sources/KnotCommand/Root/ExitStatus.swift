import ArgumentParser
import KnotAPI
import KnotModel
import KnotServer

/// What `knot` says to the shell when it ends. The one place where exit codes are chosen.
///
/// | code | meaning |
/// |---|---|
/// | 0 | fine; no differences |
/// | 1 | differences (`diff`, and there nothing else); not reached in time (`wait`, `--wait`) |
/// | 2 | usage, or the input is not valid |
/// | 3 | conflict |
/// | 4 | not found |
/// | 5 | not allowed |
/// | 6 | the server is unreachable or cannot work |
/// | 7 | accepted, but the object failed (`--wait`) |
///
/// `space exec` passes on the code of the command it ran.
package struct ExitStatus: RawRepresentable, Sendable, Hashable, Error {
    package var rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let fine = ExitStatus(rawValue: 0)
    package static let different = ExitStatus(rawValue: 1)
    package static let late = ExitStatus(rawValue: 1)
    package static let usage = ExitStatus(rawValue: 2)
    package static let conflict = ExitStatus(rawValue: 3)
    package static let missing = ExitStatus(rawValue: 4)
    package static let forbidden = ExitStatus(rawValue: 5)
    package static let unreachable = ExitStatus(rawValue: 6)
    package static let failed = ExitStatus(rawValue: 7)
    /// Ended by the user with Ctrl-C, as shells say it: 128 + SIGINT.
    package static let interrupted = ExitStatus(rawValue: 130)
}

extension ExitStatus {
    /// The status for any error a verb may throw. An error that nothing here knows is `unreachable`: never 1.
    package init(for error: any Error) {
        switch error {
        case let status as ExitStatus: self = status
        case let failure as CommandFailure: self = failure.status
        case let failure as ClientFailure: self.init(for: failure)
        case let failure as Failure: self.init(for: failure.code)
        case is ConfigurationFailure: self = .usage
        case is CancellationError: self = .interrupted
        default: self = .unreachable
        }
    }

    private init(for failure: ClientFailure) {
        switch failure {
        case .unreachable, .unreadable: self = .unreachable
        case .refused(let status, _):
            if let code = failure.refusal?.code {
                self.init(for: code)
            } else {
                self = status == 404 ? .missing : status == 401 || status == 403 ? .forbidden : .unreachable
            }
        }
    }

    package init(for code: Failure.Code) {
        switch code {
        case .invalid, .imageMissing, .volumeMissing, .networkMissing, .templateMissing, .variableMissing, .noEngine,
            .userMissing:
            self = .usage
        case .conflict, .dependencyNotReady, .exists, .nameTaken, .portTaken, .volumeInUse: self = .conflict
        case .notFound, .containerMissing: self = .missing
        case .notAllowed, .refusedByPolicy, .pullDenied: self = .forbidden
        case .commandFailed: self = .failed
        case .outOfMemory, .outOfDisk, .registryUnreachable, .busy, .directoryFailed, .engineUnreachable, .engineFailed,
            .noEffect, .timeout, .databaseFailed, .recordUnreadable, .databaseOlder, .notSynced, .unknown:
            self = .unreachable
        }
    }

    /// The status for what the argument parser threw: help is fine, everything else is wrong usage.
    package init(parsing code: ExitCode) {
        self = code.isSuccess ? .fine : .usage
    }
}
