import KnotModel
import KnotPlan
import KnotRendering

extension Admission {
    /// What is destroyed with a resource that is deleted, in a sentence for each; none where its data stays, and where it
    /// holds none.
    func lostData(of record: Record, keepVolumes: Bool, _ renderer: SpaceRenderer) -> [String] {
        guard !keepVolumes else { return [] }
        switch record.key.kind {
        case .volume where record.volume.isActive:
            return ["all data in \(record.key) is deleted with it"]
        case .space where !record.space.keepsVolumes:
            guard let template = templateRecord(of: record),
                let rendered = try? renderer.render(record, template)
            else { return [] }
            let places =
                rendered.volumes.map { "volume \($0)" } + rendered.directories.map { "directory \($0) if knot made it" }
            guard !places.isEmpty else { return [] }
            let more = places.count > 5 ? " and \(places.count - 5) more" : ""
            return ["\(record.key) is deleted with all data in \(places.prefix(5).joined(separator: ", "))\(more)"]
        default: return []
        }
    }
}
