/// The three knot.toml files of the multi-server guide, as they stand.
enum GuideFiles {
    static let first = """
        [server]
        listen = "0.0.0.0:3000"
        listen_agent = "0.0.0.0:3010"
        # Update this to the public IP/DNS of this server
        agent_endpoint = "server1.example.com:3010"
        url = "https://server1.example.com"
        wildcard_domain = "*.server1.example.com"
        encrypt = "<output from knot genkey>"

        # Zone for this server (optional)
        zone = "us-west"

        [server.terminal]
        webgl = true

        # Local database (each server has its own)
        [server.badgerdb]
        enabled = true
        path = "./badgerdb/"

        # Docker configuration
        [server.docker]
        host = "unix:///var/run/docker.sock"

        # Cluster configuration
        [server.cluster]
        # This server's address
        advertise_addr = "https://server1.example.com"
        # Shared cluster key
        key = "<output from knot genkey>"
        # List of all servers in the cluster
        peers = [
          "https://server1.example.com",
          "https://server2.example.com",
          "https://server3.example.com"
        ]
        """

    static let second = """
        [server]
        listen = "0.0.0.0:3000"
        listen_agent = "0.0.0.0:3010"
        # Different for each server
        agent_endpoint = "server2.example.com:3010"
        url = "https://server2.example.com"
        wildcard_domain = "*.server2.example.com"
        encrypt = "<SAME as server1>"

        # Different zone (optional)
        zone = "us-east"

        # Local database on this server
        [server.badgerdb]
        enabled = true
        path = "./badgerdb/"

        # Podman on this server
        [server.podman]
        host = "unix:///var/run/podman.sock"

        [server.cluster]
        # Different for each server
        advertise_addr = "https://server2.example.com"
        # Same key as server1
        key = "<SAME as server1>"
        # Same peer list
        peers = [
          "https://server1.example.com",
          "https://server2.example.com",
          "https://server3.example.com"
        ]
        """

    static let third = """
        [server]
        listen = "0.0.0.0:3000"
        listen_agent = "0.0.0.0:3010"
        agent_endpoint = "server3.example.com:3010"
        url = "https://server3.example.com"
        wildcard_domain = "*.server3.example.com"
        encrypt = "<SAME as server1>"

        zone = "eu-central"

        # Local database on this server
        [server.badgerdb]
        enabled = true
        path = "./badgerdb/"

        [server.docker]
        host = "unix:///var/run/docker.sock"

        [server.cluster]
        advertise_addr = "https://server3.example.com"
        key = "<SAME as server1>"
        peers = [
          "https://server1.example.com",
          "https://server2.example.com",
          "https://server3.example.com"
        ]
        """

    static let all = [first, second, third]
}
