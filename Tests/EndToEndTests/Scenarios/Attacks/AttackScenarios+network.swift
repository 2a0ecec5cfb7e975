import Foundation
import Testing

/// What somebody who can reach the port, with a token or without, must not be able to do.
extension AttackScenarios {
    @Test(arguments: Engine.available)
    func heldConnectionsKeepNobodyOut(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let script = try s.write("flood.py", Self.flood)
            let flood = try Child(["python3", script, "\(s.server.port)"])
            try eventually("the connections are held", state: { flood.errorsSoFar }) { flood.soFar.contains("held") }
            #expect(try s.server.http.send("GET", "/readyz").status == 200, "the socket is apart from it")
            #expect(try s.knot("get", "spaces").status == 0)
            let outcome = try flood.finish(seconds: 280)
            #expect(outcome.output.contains("missed 0 of 30"), "\(outcome.text)")
        }
    }

    @Test(arguments: Engine.available)
    func oneTokenLeavesPlacesForOthers(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("web", "user: alice")), wait: false)
            try s.apply(Manifests.space("web", "user: bob"), wait: false)
            try eventually("both run") { try s.world.containers().filter(\.isRunning).count == 2 }
            var tokens: [String] = []
            for user in ["alice", "bob"] {
                let body = "{\"user\": \"\(user)\"}"
                let made = try s.server.http.send("POST", "/api/v1/tokens", body: body)
                tokens.append(try #require(made.json["token"].string))
            }
            let script = try s.write("greed.py", Self.greed)
            let greed = try Child(["python3", script, "\(s.server.port)"] + tokens)
            try eventually("one token has taken what it can", state: { greed.soFar + greed.errorsSoFar }) {
                greed.soFar.contains("greedy")
            }
            #expect(greed.soFar.contains("greedy 32 256"), "\(greed.soFar)")
            #expect(try s.knot("space", "exec", "alice/web", "--", "true").status == 0, "the administrator has places")
            let outcome = try greed.finish()
            #expect(outcome.output.contains("other 200 200"), "\(outcome.text)")
        }
    }

    @Test(arguments: Engine.available)
    func requestsThatMustBeRefused(engine: Engine) throws {
        try Scenario.play(engine) { s in
            func status(_ arguments: String...) throws -> String {
                try Shell.run(
                    ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "60"] + arguments
                ).output
            }
            let url = s.server.url
            #expect(try status(url + "/metrics") == "200")
            #expect(try status("-H", "Host: evil.example", url + "/metrics") == "421")
            #expect(try status("-H", "X-Forwarded-For: 127.0.0.1", url + "/metrics") == "401")
            #expect(try status("--haproxy-protocol", url + "/healthz") == "400")
            #expect(try status("-X", "TRACE", url + "/healthz") == "405")
            #expect(try status("-I", url + "/healthz") == "200")
            var answers: [String] = []
            for _ in 0..<8 { answers.append(try status("-H", "Authorization: Bearer knot_no", url + "/api/v1/spaces")) }
            #expect(answers == Array(repeating: "401", count: 5) + Array(repeating: "429", count: 3))
            try s.apply(Manifests.web)
            let body = "{\"keys\": [\"space/admin/web\"], \"keepVolumes\": null}"
            #expect(try s.server.http.send("POST", "/api/v1/delete", body: body).status == 400)
            #expect(try s.server.http.send("GET", "/api/v1/spaces/~/web").status == 200)
        }
    }

    @Test(arguments: Engine.available)
    func onlyAuthenticatedEncryptionIsOffered(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.server.configure { $0.replacing("use_tls = false", with: "use_tls = true") }
            let script = try s.write("tls.py", Self.handshakes)
            let outcome = try Shell.run(["python3", script, "\(s.server.port)"])
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 6, "\(outcome.text)")
            #expect(
                lines.allSatisfy {
                    $0.hasSuffix("GCM-SHA256 taken") || $0.hasSuffix("GCM-SHA384 taken")
                        || $0.hasSuffix("POLY1305 taken") || $0.hasSuffix("SHA refused")
                        || $0.hasSuffix("SHA384 refused")
                },
                "\(outcome.output)")
        }
    }

    /// Holds 3,000 connections of one address, opens each again that is closed, and asks for /healthz meanwhile from
    /// another; says how many answers did not come. How soon they come depends on the machine, and is no test's matter.
    private static let flood = """
        import select, socket, sys, threading, time
        port, stop, held = int(sys.argv[1]), False, {}
        def hold():
            poll = select.epoll()
            while not stop:
                while len(held) < 3000 and not stop:
                    s = socket.socket()
                    s.setblocking(False)
                    try:
                        s.bind(("127.0.0.9", 0))
                        s.connect(("127.0.0.1", port))
                    except BlockingIOError:
                        pass
                    except OSError:
                        s.close()
                        time.sleep(0.01)
                        break
                    held[s.fileno()] = s
                    poll.register(s.fileno(), select.EPOLLIN | select.EPOLLRDHUP)
                for fd, _ in poll.poll(0.05):
                    poll.unregister(fd)
                    held.pop(fd).close()
        thread = threading.Thread(target=hold)
        thread.start()
        while len(held) < 2000:
            time.sleep(0.01)
        print("held", flush=True)
        missed = 0
        for index in range(30):
            s = socket.socket()
            s.settimeout(20)
            try:
                s.bind(("127.0.0.2", 0))
                s.connect(("127.0.0.1", port))
                s.sendall(b"GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n")
                if not s.recv(100).startswith(b"HTTP/1.1 200"):
                    missed += 1
            except OSError as error:
                print(error)
                missed += 1
            s.close()
            time.sleep(0.1)
        stop = True
        thread.join()
        print("missed %d of 30" % missed)
        """

    /// With the first token takes all the commands and watches that it gets, then asks for one of each with the second.
    private static let greed = """
        import json, socket, struct, sys, time
        port, alice, bob = int(sys.argv[1]), sys.argv[2], sys.argv[3]
        kept = []
        def ask(token, method, path, body=b""):
            s = socket.create_connection(("127.0.0.1", port), timeout=60)
            head = "%s %s HTTP/1.1\\r\\nHost: localhost\\r\\nAuthorization: Bearer %s\\r\\n" % (method, path, token)
            if body:
                head += "Transfer-Encoding: chunked\\r\\n"
                body = b"%x\\r\\n%s\\r\\n" % (len(body), body)
            s.sendall(head.encode() + b"\\r\\n" + body)
            status = int(s.recv(4096).split()[1])
            kept.append(s)
            return status
        request = json.dumps({"command": ["sleep", "60"], "environment": [], "tty": False, "interactive": True}).encode()
        frame = struct.pack(">BI", 0, len(request)) + request
        def run(token, user): return ask(token, "POST", "/api/v1/spaces/%s/web/exec" % user, frame)
        def watch(token): return ask(token, "GET", "/api/v1/spaces?watch=true")
        commands = watches = 0
        while commands < 64 and run(alice, "alice") == 200:
            commands += 1
        while watches < 512 and watch(alice) == 200:
            watches += 1
        print("greedy", commands, watches, flush=True)
        time.sleep(5)
        print("other", run(bob, "bob"), watch(bob))
        """

    /// Tries one cipher suite of TLS 1.2 after the other.
    private static let handshakes = """
        import socket, ssl, sys
        suites = ["ECDHE-%s-AES128-SHA", "ECDHE-%s-AES256-SHA", "ECDHE-%s-AES256-SHA384", "ECDHE-%s-AES128-GCM-SHA256",
                  "ECDHE-%s-AES256-GCM-SHA384", "ECDHE-%s-CHACHA20-POLY1305"]
        for suite in suites:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(":".join(suite % kind for kind in ["ECDSA", "RSA"]) + ":@SECLEVEL=0")
            try:
                with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60) as plain:
                    with context.wrap_socket(plain) as sealed:
                        print(sealed.cipher()[0], "taken")
            except (ssl.SSLError, OSError):
                print(suite.replace("-%s", ""), "refused")
        """
}
