import KnotModel
import KnotPlan

/// Spaces rendered lately, so that a look at one that did not change costs no rendering.
///
/// Rendering is a pure function of the space, its template, the variables, the volumes and the node's configuration: an
/// answer holds as long as the stamps of the first two are the same and no variable or volume was committed that it is
/// made with. May be forgotten at any time.
package struct RenderCache: Sendable {
    /// What an answer was worked out from.
    private struct Source: Sendable, Hashable {
        var uid: UID
        var space: Stamp
        var template: UID
        var revision: Stamp
    }

    private struct Entry: Sendable {
        var source: Source
        var result: Result<RenderedSpace, Failure>
    }

    /// Entries kept; when there are more, all are dropped.
    private static let bound = 4_096

    private var entries: [ResourceKey: Entry] = [:]

    package init() {}

    /// The answer for exactly this space and this template, if it is known.
    package func result(_ space: Record, _ template: Record) -> Result<RenderedSpace, Failure>? {
        guard let entry = entries[space.key], entry.source == Self.source(space, template) else { return nil }
        return entry.result
    }

    package mutating func keep(_ result: Result<RenderedSpace, Failure>, of space: Record, _ template: Record) {
        if entries.count >= Self.bound { entries = [:] }
        entries[space.key] = Entry(source: Self.source(space, template), result: result)
    }

    /// Takes in that these spaces were committed, or a variable or a volume that they are made with.
    package mutating func changed(_ spaces: [ResourceKey]) {
        for space in spaces { entries[space] = nil }
    }

    private static func source(_ space: Record, _ template: Record) -> Source {
        Source(
            uid: space.uid, space: space.spec.stamp, template: template.uid, revision: template.spec.stamp)
    }
}
