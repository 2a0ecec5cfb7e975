/// The answer to a request: what was done, durable on this node, or every reason why nothing was.
package enum Reply: Sendable, Hashable {
    case changes([ResourceChange])
    case refused([Refusal])
}
