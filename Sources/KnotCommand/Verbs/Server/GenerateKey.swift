import ArgumentParser
import KnotCrypto

/// `knot genkey`: a key for `server.encrypt` or `server.cluster.key`.
struct GenerateKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "genkey", abstract: "Print a new key for server.encrypt or server.cluster.key.")

    func run() throws { Console().print(try Self.key()) }

    static func key() throws(CommandFailure) -> String {
        do {
            return try KeyText.generate()
        } catch {
            throw CommandFailure(.failed, "no key could be made: \(error)")
        }
    }
}
