/// What Podman's own list shows of something in its storage, which need not be a container.
package struct ListedStorage: Decodable, Sendable {
    package var id: String
    package var names: [String]?
    package var state: String?
    /// `storage` alone when nothing is known of it but that it is there.
    package var command: [String]?
    package var created: String?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case state = "State"
        case command = "Command"
        case created = "Created"
    }
}
