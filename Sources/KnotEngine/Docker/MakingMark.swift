import Foundation
import Synchronization

/// Tells a container that knot made from one that somebody made of its image.
///
/// `docker commit` writes a container's labels into the image, and every container of that image begins with them: it
/// would be taken for knot's own. So each container is made with a mark that no other has; one whose image carries the
/// same mark was made of a copy. Images never change, so what an image carries is asked once.
final class MakingMark: Sendable {
    /// The label; its value means nothing.
    static let label = "knot.made"

    static func make() -> String { UUID().uuidString.lowercased() }

    /// By image id; empty for an image that carries none.
    private let known = Mutex<[String: String]>([:])

    /// Takes in the images that the engine has now, and forgets all others.
    func learn(_ images: [ImageReply]) {
        let found = images.map { (DockerEngine.imageID($0.id), $0.allLabels[Self.label] ?? "") }
        known.withLock { $0 = Dictionary(found, uniquingKeysWith: { first, _ in first }) }
    }

    func learn(_ image: ImageReply, as id: String) {
        known.withLock { $0[id] = image.allLabels[Self.label] ?? "" }
    }

    /// Whether a container with these labels was made of a copy of the one they were written on; `nil` when its image
    /// has not been learnt of.
    func isOfCopy(_ labels: [String: String], imageID: String) -> Bool? {
        guard let mark = labels[Self.label], !mark.isEmpty else { return false }
        return known.withLock { $0[imageID] }.map { $0 == mark }
    }
}
