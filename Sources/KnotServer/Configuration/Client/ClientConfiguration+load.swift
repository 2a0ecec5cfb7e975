import Foundation
import KnotModel

extension ClientConfiguration {
    /// Every connection that is known. No file at all is fine; a wrong one is an error with its place.
    ///
    /// - Parameter file: A file to read instead of the knot.toml that is found by `ConfigurationFile.find`.
    package static func load(
        file: String? = nil, environment: [String: String], directory: String = FileManager.default.currentDirectoryPath
    ) throws(ConfigurationFailure) -> ClientConfiguration {
        var configuration = ClientConfiguration()
        var problems: [ConfigurationFailure.Problem] = []
        let own = path(environment: environment)
        let shared = file ?? ConfigurationFile.find(environment: environment, directory: directory)
        for candidate in [shared, FileManager.default.fileExists(atPath: own) ? own : nil] {
            guard let candidate else { continue }
            do throws(ConfigurationFailure) {
                configuration.read(try TOMLFile.read(candidate), isOwn: candidate == own, problems: &problems)
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw ConfigurationFailure(problems) }
        return configuration
    }

    /// The same for one file's text.
    package static func load(
        text: String, name: String = "client.toml"
    ) throws(ConfigurationFailure) -> ClientConfiguration {
        var configuration = ClientConfiguration()
        var problems: [ConfigurationFailure.Problem] = []
        configuration.read(try TOMLFile(name: name, text: text), isOwn: true, problems: &problems)
        guard problems.isEmpty else { throw ConfigurationFailure(problems) }
        return configuration
    }

    private mutating func read(_ file: TOMLFile, isOwn: Bool, problems: inout [ConfigurationFailure.Problem]) {
        func fail(_ key: String, _ message: String) { problems.append(.init(place: file.place(key), message)) }
        if isOwn {
            for key in file.root.keys where key != "client" {
                fail(key, "[\(key)] is not expected here; a client's file holds [client.connection.<alias>]")
            }
        }
        guard let client = file.root["client"] else { return }
        for field in client.map ?? [:] where field.key != "connection" {
            fail("client.\(field.key)", "client.\(field.key) is not a known setting; did you mean client.connection?")
        }
        for field in client.map?["connection"]?.map ?? [:] {
            let key = "client.connection.\(field.key)"
            guard let fields = field.value.map else {
                fail(key, "\(key) expects a table with server and token")
                continue
            }
            var connection = Connection(server: "")
            for entry in fields {
                let name = "\(key).\(entry.key)"
                switch (entry.key, entry.value.string) {
                case ("server", let text?): connection.server = text
                case ("token", let text?): connection.token = text
                case ("server", nil), ("token", nil): fail(name, "\(name) expects a string")
                case ("tls_skip_verify", _):
                    guard let skips = entry.value.bool else {
                        fail(name, "\(name) expects true or false")
                        continue
                    }
                    connection.skipVerify = skips
                default:
                    let nearest = Suggestion.nearest(to: entry.key, among: ["server", "token", "tls_skip_verify"])
                    fail(name, "\(name) is not a known setting" + (nearest.map { "; did you mean \($0)?" } ?? ""))
                }
            }
            if connection.server.isEmpty {
                fail(key, "\(key) has no server; write server = \"https://knot.example.com\"")
            }
            connections[field.key] = connection
        }
    }
}
