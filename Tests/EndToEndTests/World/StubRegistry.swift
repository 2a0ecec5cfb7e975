import Foundation

/// A registry on loopback that has no image: it knows nothing of most, and denies those below `denied/`.
final class StubRegistry {
    let address: String
    private let child: Child

    init() throws {
        let port = try ServerProcess.freePort()
        address = "127.0.0.1:\(port)"
        child = try Child(["python3", "-c", Self.program, String(port)], input: nil)
        try eventually("the registry answers", state: { child.errorsSoFar }) {
            try Shell.run(["curl", "-fsS", "http://\(address)/v2/"]).status == 0
        }
    }

    func stop() {
        if child.process.isRunning { child.process.terminate() }
    }

    private static let program = """
        import http.server, json, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/v2/": return self.answer(200, {})
                if "/denied/" in self.path: return self.refuse(403, "DENIED", "requested access to the resource is denied")
                self.refuse(404, "MANIFEST_UNKNOWN", "manifest unknown")
            do_HEAD = do_GET
            def refuse(self, status, code, message):
                self.answer(status, {"errors": [{"code": code, "message": message}]})
            def answer(self, status, body):
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(text)
            def log_message(self, *_): pass
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """
}
