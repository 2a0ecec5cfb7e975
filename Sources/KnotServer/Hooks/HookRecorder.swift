import KnotEngine
import KnotModel
import KnotPlan

/// Takes the output of a hook's scripts as it comes, and keeps the end of it in a file, with protected values hidden.
actor HookRecorder {
    private let outputs: HookOutputs?
    private let uid: UID
    private let hook: Hook
    private let redactor: Redactor
    /// What is kept, and may be shown.
    private var bytes: [UInt8] = []
    /// What came last and may be the beginning of a protected value.
    private var held: [UInt8] = []
    private var isDirty = true

    init(_ outputs: HookOutputs?, uid: UID, hook: Hook, redactor: Redactor = Redactor()) {
        self.outputs = outputs
        self.uid = uid
        self.hook = hook
        self.redactor = redactor
    }

    func add(_ more: [UInt8]) {
        held += more
        let (shown, count) = redactor.redacted(begun: held)
        bytes += shown
        held = Array(held.suffix(count))
        isDirty = true
        if bytes.count > 2 * HookOutputs.capacity { bytes.removeFirst(bytes.count - HookOutputs.capacity) }
    }

    /// Writes what came since the last time.
    func flush() {
        guard isDirty else { return }
        isDirty = false
        outputs?.write(bytes, of: uid, hook)
    }

    /// Nothing more comes.
    func finish() {
        bytes += end
        isDirty = isDirty || !held.isEmpty
        held = []
        flush()
    }

    /// What is held back at the end of all begins as a protected value does: four bytes or more of one are hidden.
    private var end: [UInt8] { held.count < Redactor.shortest ? held : Array(FieldDifference.hidden.utf8) }

    /// The last lines, for a message: short, and in one line.
    var lastLines: String {
        let text = String(decoding: (bytes.suffix(600) + end), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).suffix(3)
        return String(lines.joined(separator: " | ").suffix(300))
    }
}
