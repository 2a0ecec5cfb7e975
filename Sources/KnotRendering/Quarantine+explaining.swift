import KnotModel
import KnotStore

extension Quarantine {
    /// A failure to find a variable or a volume, with what of that kind cannot be read.
    package func explaining(_ failure: Failure) -> Failure {
        let kind: Kind
        switch failure.code {
        case .variableMissing: kind = .variable
        case .volumeMissing: kind = .volume
        default: return failure
        }
        let names = keys(of: kind)
        guard !names.isEmpty else { return failure }
        var failure = failure
        failure.message += " (\(names.firstFive) cannot be read; see 'knot admin check-database')"
        return failure
    }
}
