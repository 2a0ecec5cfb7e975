/// A setting of a container that an engine lets anybody change while it runs, and that knot puts back.
package enum ContainerSetting: Sendable, Hashable {
    /// The engine starts nothing by itself: the node does.
    case restartPolicy
    /// At most so many processes and threads.
    case processLimit(Int64)
    /// Limits that knot never sets are lifted: `ObservedContainer.Detail.otherLimits`.
    case otherLimits
}

extension ContainerSetting: CustomStringConvertible {
    package var description: String {
        switch self {
        case .restartPolicy: "restart policy no"
        case .processLimit(let limit): "at most \(limit) processes"
        case .otherLimits: "no further limits"
        }
    }
}
