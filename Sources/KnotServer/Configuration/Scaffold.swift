import KnotModel

/// What `knot scaffold` prints: files to start from. Each loads as it stands.
package enum Scaffold {
    /// A knot.toml for a server: every active setting with its default, commented out.
    package static var server: String { server(encrypt: "") }

    /// The same with a key already in place, from `KeyText.generate()`.
    package static func server(encrypt: String) -> String {
        var text = """
            # knot.toml: the configuration of a knot server.
            # Start it with: knot server --config knot.toml
            # A line without '#' differs from the default or must be chosen; the others show the default.

            """
        for (section, settings) in sections(of: Setting.all.filter { $0.state == .active }) {
            text += "\n[\(section)]\n"
            for setting in settings { text += entry(setting, encrypt: encrypt) }
            if section == "server.cluster" { text += clusterToCome }
        }
        return text
    }

    /// What else stands in `[server.cluster]`.
    private static let clusterToCome = """
        # Read and checked now; they act once the cluster is there.
        # key = "the output of 'knot genkey', the same on every server"
        # peers = ["https://server1.example.com", "https://server2.example.com"]

        """

    /// A client.toml for the command line on another machine.
    package static let client = """
        # ~/.config/knot/client.toml: the servers that the command line knows.
        # 'knot connect URL' writes this file; keep it readable by you alone.

        [client.connection.default]
        server = "https://knot.example.com:3000"
        token = "knot_..."

        """

    /// A knot.toml for the agent inside a space.
    package static let agent = """
        # knot.toml inside a space: the agent's configuration. Not active yet: comes with the agent inside spaces.
        # knot sets all of this by environment variables; write it only to override them.

        [agent]
        # endpoint = "server1.example.com:3010"
        # space_id = ""
        # service_password = ""
        # update_authorized_keys = true

        [agent.port]
        # ssh = 22
        # code_server = 49374
        # tcp_port = ["5432=postgres"]
        # http_port = ["8080=web"]

        """

    /// A Nomad job that runs a server.
    package static let nomad = """
        # A Nomad job that runs a knot server. Start it with: nomad job run knot.nomad
        job "knot" {
          datacenters = ["dc1"]
          type        = "service"

          group "knot" {
            count = 1

            network {
              port "http" { static = 3000 }
            }

            task "server" {
              driver = "raw_exec"

              config {
                command = "/usr/local/bin/knot"
                args    = ["server", "--config", "local/knot.toml"]
              }

              template {
                destination = "local/knot.toml"
                data        = <<EOF
        [server]
        listen = "0.0.0.0:3000"

        [server.sqlite]
        enabled = true
        path = "/var/lib/knot/knot.db"
        EOF
              }

              resources {
                cpu    = 500
                memory = 256
              }
            }
          }
        }

        """

    /// Settings by section, sections in the order they first appear.
    private static func sections(of settings: [Setting]) -> [(String, [Setting])] {
        var sections: [(String, [Setting])] = []
        for setting in settings {
            let section = setting.key.split(separator: ".").dropLast().joined(separator: ".")
            if let index = sections.firstIndex(where: { $0.0 == section }) {
                sections[index].1.append(setting)
            } else {
                sections.append((section, [setting]))
            }
        }
        return sections
    }

    private static func entry(_ setting: Setting, encrypt: String) -> String {
        let name = setting.key.split(separator: ".").last.map(String.init) ?? setting.key
        var comment = "# \(setting.doc)"
        if let shown = setting.shownPreset { comment += " Default: \(shown)." }
        switch setting.key {
        case "server.encrypt" where !encrypt.isEmpty: return "\(comment)\n\(name) = \"\(encrypt)\"\n"
        case "server.sqlite.enabled": return "\(comment)\n\(name) = true\n"
        default: return "\(comment)\n# \(name) = \(literal(setting.preset))\n"
        }
    }

    private static func literal(_ value: Value) -> String {
        switch value {
        case .string(let text): "\"\(text)\""
        case .list(let items): "[" + items.map(literal).joined(separator: ", ") + "]"
        default: value.scalarText ?? ""
        }
    }
}
