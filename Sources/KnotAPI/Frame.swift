/// One message of a log or exec stream: what it is, and its bytes.
///
/// On the wire: 1 byte type, 4 bytes length in network order, then the payload of at most `maximumPayload` bytes.
/// A longer output is cut into several frames by `Frame.cut`.
package struct Frame: Sendable, Hashable {
    package enum Topic: UInt8, Sendable, Hashable, CaseIterable {
        /// Client to server, first: an `ExecDocument` as JSON.
        case request = 0
        /// Client to server: bytes for the command's standard input.
        case input = 1
        /// Client to server: standard input ends here.
        case inputEnd = 2
        /// Client to server: a `TerminalSize` as JSON.
        case resize = 3
        /// Server to client: standard output; with a terminal, everything.
        case output = 11
        /// Server to client: standard error.
        case errorOutput = 12
        /// Server to client, last: an `ExitDocument` as JSON.
        case exit = 13
        /// Server to client, last: a `Failure` as JSON.
        case failure = 14
        /// Either way: nothing happened, the connection is alive. Readers ignore it.
        case keepAlive = 15
    }

    /// The most bytes one frame may carry.
    package static let maximumPayload = 64 * 1024
    /// The bytes before the payload.
    package static let headerLength = 5

    package var topic: Topic
    package var payload: [UInt8]

    package init(_ topic: Topic, payload: [UInt8] = []) {
        self.topic = topic
        self.payload = payload
    }

    /// Frames of at most `maximumPayload` bytes each that together carry `bytes`; none for no bytes.
    package static func cut(_ topic: Topic, _ bytes: [UInt8]) -> [Frame] {
        stride(from: 0, to: bytes.count, by: maximumPayload).map { start in
            Frame(topic, payload: Array(bytes[start..<min(start + maximumPayload, bytes.count)]))
        }
    }

    /// The frame as it goes over the wire. Only for payloads of at most `maximumPayload` bytes.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerLength + payload.count)
        let length = UInt32(clamping: payload.count)
        bytes.append(topic.rawValue)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        bytes.append(contentsOf: payload)
        return bytes
    }
}
