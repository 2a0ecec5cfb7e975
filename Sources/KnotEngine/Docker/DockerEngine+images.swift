import AsyncHTTPClient
import Foundation
import KnotModel
import KnotPlan
import NIOCore

extension DockerEngine {
    /// A pull may last as long as it likes, but not be silent for longer than this.
    private static let longestSilence = Duration.seconds(120)

    /// Fails with `imageMissing` unless the node has the image.
    func checkImage(_ reference: String) async throws(Failure) {
        let call = EngineCall(.get, "/images/\(percentEncoded(reference))/json", about: .image(reference))
        let reply = try await answer(call)
        if reply.status == 404 {
            throw Failure(
                .imageMissing, subject: reference, "image \(reference) is not on the node; pull it first",
                cause: reply.message)
        }
        guard reply.status < 400 else { throw reply.refusal.failure(about: call.subject) }
    }

    /// Fetches an image from its registry, whether or not the node has one of that name.
    func pull(
        _ text: String, auth: RegistryAuth?, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) {
        let reference: ImageReference
        do {
            reference = try ImageReference(parsing: text)
        } catch {
            throw Failure(.invalid, subject: text, error.description)
        }
        var call = EngineCall(
            .post, "/images/create",
            query: [("fromImage", reference.name), ("tag", reference.digest ?? reference.tag ?? "latest")],
            about: .image(text), timeout: Self.longestSilence)
        if let auth { call.headers = [("X-Registry-Auth", Self.header(auth, for: reference))] }
        let response = try await open(call)
        do {
            try await Self.follow(response.body, of: text, progress: progress)
        } catch {
            throw failure(error, in: call)
        }
    }

    /// Reads the progress until the end, where an error may stand although the status was 200.
    private static func follow(
        _ body: HTTPClientResponse.Body, of image: String, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws {
        let heart = Heartbeat()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await heart.watch(longestSilence) }
            group.addTask {
                var splitter = LineSplitter()
                var tally = PullTally()
                func take(_ line: [UInt8]) throws {
                    guard let line = try? JSONDecoder().decode(PullLine.self, from: Data(line)) else { return }
                    if let words = line.error ?? line.errorDetail?.message {
                        throw EngineRefusal(status: 500, message: words).failure(about: .image(image))
                    }
                    if let report = tally.add(line, at: .now) { progress(report) }
                }
                for try await buffer in body {
                    heart.beat()
                    for line in splitter.lines(buffer.readableBytesView) { try take(line) }
                }
                if let line = splitter.last() { try take(line) }
                if let report = tally.rest { progress(report) }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// The `X-Registry-Auth` header: JSON in the URL's form of base 64 (RFC 4648 section 5).
    static func header(_ auth: RegistryAuth, for reference: ImageReference) -> String {
        let host = reference.name.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
        let isHost = reference.name.contains("/") && (host.contains(".") || host.contains(":") || host == "localhost")
        let json = JSONText.write([
            "username": .string(auth.username), "password": .string(auth.password),
            "serveraddress": .string(isHost ? host : "https://index.docker.io/v1/"),
        ])
        return Data(json.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }
}
