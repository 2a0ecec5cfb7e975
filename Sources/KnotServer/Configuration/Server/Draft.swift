import Foundation
import KnotModel

extension ServerConfiguration {
    /// Turns setting values into a configuration, and collects every problem on the way.
    struct Draft {
        var values: SettingValues
        let environment: [String: String]
        let machine: Machine
        var notices: [String] = []

        init(values: SettingValues, environment: [String: String], machine: Machine) {
            self.values = values
            self.environment = environment
            self.machine = machine
        }

        /// A configuration; only to be used when `values.problems` is still empty afterwards.
        mutating func build() -> ServerConfiguration {
            let listen = address("server.listen") ?? ListenAddress(host: "", port: 3000)
            let tls = tls()
            let url = url(listen: listen, tls: tls)
            let zone = zone()
            let timezone = timezone()
            return ServerConfiguration(
                file: nil,
                listen: listen,
                listenAgent: values.text("server.listen_agent").isEmpty ? nil : address("server.listen_agent"),
                url: url,
                agentEndpoint: values.text("server.agent_endpoint"),
                wildcardDomain: values.text("server.wildcard_domain"),
                zone: zone,
                nodeName: nodeName(),
                nodeHosts: nodeHosts(),
                hostname: nonEmpty("server.hostname") ?? machine.hostName,
                timezone: timezone,
                tls: tls,
                engineAddresses: engineAddresses(),
                runtimePreference: runtimePreference(),
                databasePath: databasePath(),
                socketPath: socketPath(),
                encryptKey: secret("server.encrypt"),
                cluster: cluster(),
                logLevel: logLevel(),
                logFormat: logFormat(),
                relistInterval: relistInterval(),
                parallelism: parallelism(),
                resourceLimit: resourceLimit(),
                policy: policy(),
                access: networkAccess(url: url, listen: listen),
                expressionGroups: expressionGroups(url: url, zone: zone, timezone: timezone))
        }

        func nonEmpty(_ key: String) -> String? {
            let text = values.text(key)
            return text.isEmpty ? nil : text
        }

        private mutating func address(_ key: String) -> ListenAddress? {
            if let address = ListenAddress(values.text(key)) { return address }
            values.fail(key: key, "'\(values.text(key))' is not an address to listen on; write 0.0.0.0:3000 or :3000")
            return nil
        }

        private mutating func tls() -> TLS? {
            guard values.flag("server.tls.use_tls") else { return nil }
            let certificate = nonEmpty("server.tls.cert_file")
            let key = nonEmpty("server.tls.key_file")
            if certificate != nil, key == nil {
                values.fail(key: "server.tls.cert_file", "server.tls.key_file is missing; a certificate needs its key")
            }
            if key != nil, certificate == nil {
                values.fail(key: "server.tls.key_file", "server.tls.cert_file is missing; a key needs its certificate")
            }
            return TLS(certificateFile: certificate, keyFile: key)
        }

        private mutating func url(listen: ListenAddress, tls: TLS?) -> String {
            guard var url = nonEmpty("server.url") else {
                return "\(tls == nil ? "http" : "https")://127.0.0.1:\(listen.port)"
            }
            while url.hasSuffix("/") { url.removeLast() }
            let parts = URLComponents(string: url)
            guard let scheme = parts?.scheme?.lowercased(), scheme == "http" || scheme == "https",
                parts?.host?.isEmpty == false
            else {
                values.fail(key: "server.url", "'\(url)' is not a URL; write https://knot.example.com")
                return url
            }
            return url
        }

        private mutating func zone() -> String? {
            guard let zone = nonEmpty("server.zone") else { return nil }
            if !ResourceKey.isName(zone) {
                values.fail(key: "server.zone", "'\(zone)' is not a zone's name; it must be \(ResourceKey.nameRule)")
            }
            return zone
        }

        /// `server.node`, else the host that peers reach the server by, else the machine's name.
        private mutating func nodeName() -> String {
            guard let name = nonEmpty("server.node") else {
                return advertisedHost.map(Machine.label) ?? machine.label
            }
            if !ResourceKey.isName(name) {
                values.fail(key: "server.node", "'\(name)' is not a node's name; it must be \(ResourceKey.nameRule)")
            }
            return name
        }

        private mutating func timezone() -> String {
            guard let name = nonEmpty("server.timezone") else { return machine.timezone }
            if TimeZone(identifier: name) == nil {
                values.fail(key: "server.timezone", "'\(name)' is not a known time zone; write Europe/Berlin or UTC")
            }
            return name
        }

        private func cluster() -> Cluster {
            Cluster(
                key: nonEmpty("server.cluster.key"),
                advertiseAddress: values.text("server.cluster.advertise_addr"),
                bindAddress: values.text("server.cluster.bind_addr"),
                peers: values.list("server.cluster.peers"),
                tcpOnly: values.flag("server.cluster.tcp_only"),
                compression: values.flag("server.cluster.compression"),
                allowsLeafNodes: values.flag("server.cluster.allow_leaf_nodes"))
        }

        private func expressionGroups(url: String, zone: String?, timezone: String) -> FieldMap {
            let server: FieldMap = [
                "url": .string(url),
                "agent_endpoint": .string(values.text("server.agent_endpoint")),
                "wildcard_domain": .string(values.text("server.wildcard_domain")),
                "zone": .string(zone ?? ""),
                "timezone": .string(timezone),
                "base_image_registry": .string(values.text("server.base_image.registry_url")),
                "base_image_registry_user": .string(values.text("server.base_image.registry_user")),
                "base_image_registry_password": .string(values.text("server.base_image.registry_password")),
            ]
            let nomad: FieldMap = [
                "dc": .string(values.text("server.nomad.dc")),
                "region": .string(values.text("server.nomad.region")),
            ]
            return ["server": .map(server), "nomad": .map(nomad)]
        }
    }
}
