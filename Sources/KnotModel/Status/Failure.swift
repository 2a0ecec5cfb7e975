/// Why something did not work, in a form a program can branch on and a person can act on.
package struct Failure: Error, Sendable, Hashable, Codable {
    package enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        // What a user can mend.
        case invalid, imageMissing, pullDenied, registryUnreachable, nameTaken, portTaken, volumeMissing, volumeInUse,
            networkMissing
        case templateMissing, variableMissing, commandFailed, userMissing, refusedByPolicy, noEngine
        case dependencyNotReady
        // What a store says.
        case conflict, notFound, exists, notAllowed, busy
        // What the machine or the engine does.
        case directoryFailed, engineUnreachable, engineFailed, containerMissing, outOfMemory, outOfDisk, timeout,
            databaseFailed
        /// The engine takes an action, and shows afterwards what it showed before.
        case noEffect
        // What a database says of itself.
        case recordUnreadable, databaseOlder, notSynced
        case unknown

        /// As the reason of a condition or an event: `ImageMissing`.
        package var reason: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    }

    package var code: Code
    /// What it happened to: a resource key, an image, a volume.
    package var subject: String
    /// What happened and what to do, one sentence or two.
    package var message: String
    /// The other side's own words, where there are any.
    package var cause: String?

    package init(_ code: Code, subject: String, _ message: String, cause: String? = nil) {
        self.code = code
        self.subject = subject
        self.message = message
        self.cause = cause
    }

    /// Whether trying again without a change may help. A terminal failure waits for a new revision.
    package var isRetryable: Bool {
        switch code {
        case .invalid, .templateMissing, .variableMissing, .refusedByPolicy, .notAllowed, .notFound, .exists: false
        default: true
        }
    }
}

extension Failure {
    /// The same, with a container called by its name where its id stood.
    package func naming(_ id: String, _ name: String) -> Failure {
        guard !id.isEmpty, !name.isEmpty else { return self }
        var failure = self
        failure.message = message.naming(id, name)
        if subject == id || subject == id.prefix(12) { failure.subject = name }
        return failure
    }
}

extension String {
    /// The text with a container called by its name where its id stood, or the id's first twelve digits.
    package func naming(_ id: String, _ name: String) -> String {
        guard !id.isEmpty, !name.isEmpty else { return self }
        return replacing(id, with: name).replacing("container " + id.prefix(12), with: "container " + name)
    }
}

extension Failure: CustomStringConvertible {
    /// `message`, then the cause where it adds something.
    package var description: String {
        guard let cause, !cause.isEmpty, !Self.isIn(message, cause) else { return message }
        return "\(message): \(cause)"
    }

    /// Whether a text is within another, byte for byte: searching by characters is many times slower, and this is asked
    /// at every look at a resource that is not well.
    private static func isIn(_ text: String, _ part: String) -> Bool {
        let text = Array(text.utf8)
        let part = Array(part.utf8)
        guard let first = part.first, part.count <= text.count else { return part.isEmpty }
        for start in 0...text.count - part.count where text[start] == first {
            if text[start..<start + part.count].elementsEqual(part) { return true }
        }
        return false
    }
}
