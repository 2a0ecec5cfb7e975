import KnotModel

/// Takes the output of a hook's scripts as it comes, and keeps the end of it in a file.
actor HookRecorder {
    private let outputs: HookOutputs?
    private let uid: UID
    private let hook: Hook
    private var bytes: [UInt8] = []
    private var isDirty = true

    init(_ outputs: HookOutputs?, uid: UID, hook: Hook) {
        self.outputs = outputs
        self.uid = uid
        self.hook = hook
    }

    func add(_ more: [UInt8]) {
        bytes += more
        isDirty = true
        if bytes.count > 2 * HookOutputs.capacity { bytes.removeFirst(bytes.count - HookOutputs.capacity) }
    }

    /// Writes what came since the last time.
    func flush() {
        guard isDirty else { return }
        isDirty = false
        outputs?.write(bytes, of: uid, hook)
    }

    /// The last lines, for a message: short, and in one line.
    var lastLines: String {
        let text = String(decoding: bytes.suffix(600), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).suffix(3)
        return String(lines.joined(separator: " | ").suffix(300))
    }
}
