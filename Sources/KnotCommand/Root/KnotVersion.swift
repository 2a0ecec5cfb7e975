/// The version of this program.
enum KnotVersion {
    static let text = "1.0.0"
}
