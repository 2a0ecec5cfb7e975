import AsyncHTTPClient
import KnotModel
import NIOHTTP1

/// Which of a space's output is wanted.
package struct LogQuery: Sendable, Hashable {
    package var follow: Bool
    /// The last lines to begin with; `nil` is all.
    package var tail: Int?
    package var timestamps: Bool
    /// Instead what the scripts of a hook wrote.
    package var hook: Hook?

    package init(follow: Bool = false, tail: Int? = nil, timestamps: Bool = false, hook: Hook? = nil) {
        self.follow = follow
        self.tail = tail
        self.timestamps = timestamps
        self.hook = hook
    }
}

extension KnotClient {
    /// A space's output: `output` and `errorOutput` frames, until it ends or the task is cancelled.
    package func logs(_ key: ResourceKey, _ query: LogQuery) async throws -> FrameSequence {
        let pairs: [(name: String, value: String?)] = [
            ("follow", query.follow ? "true" : nil), ("tail", query.tail.map(String.init)),
            ("timestamps", query.timestamps ? "true" : nil), ("hook", query.hook?.rawValue),
        ]
        let response = try await open(Call(path: APIPath.logs(key), query: pairs), patience: nil)
        return FrameSequence(client: self, body: response.body)
    }

    /// Runs a command in a space. `input` goes out while the answer comes in; finish it when an `exit` frame came.
    package func exec(
        _ key: ResourceKey, _ document: ExecDocument, input: ExecInput
    ) async throws -> FrameSequence {
        let request = try APICoding.encode(document)
        guard request.count <= Frame.maximumPayload else {
            let failure = Failure(
                .invalid, subject: key.description, "the command is longer than 64 KB; put it in a file")
            throw ClientFailure.refused(status: 400, ErrorDocument(errors: [.init(failure: failure)]))
        }
        input.send(Frame(.request, payload: request))
        let call = Call(
            method: .POST, path: APIPath.exec(key), body: .stream(input, length: .unknown),
            contentType: MediaType.frames)
        return FrameSequence(client: self, body: try await open(call, patience: nil).body)
    }
}
