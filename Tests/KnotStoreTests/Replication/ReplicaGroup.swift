import KnotModel
import KnotStore

/// Replicas that exchange pushes and answers over a network that loses, repeats and reorders, while they write, crash, and
/// have their databases set back or lost.
struct ReplicaGroup {
    /// How to exchange. Every form but `sound` breaks the invariant of `LaneTable`.
    enum Form: CaseIterable {
        case sound
        /// A push covers its numbers although some before it are missing.
        case pushCoversGaps
        /// An answer leaves out what the sender's own vector does not cover.
        case boundedBySender
        /// An answer has the entries of one origin, and covers that.
        case oneOrigin
        /// An answer's chunks are read when they are sent, by origin and number.
        case readLive
        /// The first chunk of an answer covers what the last one would.
        case coversEarly
        /// Chunks of different answers to one question are put together.
        case mixesAnswers
        /// A node goes on with the numbers of before its database was set back.
        case keepsIncarnation
        /// A table that has let tombstones go answers only with what is not covered.
        case neverWhole
        /// A whole answer is merged, and ends nothing of what its sender covers.
        case wholeEndsNothing
        /// What is covered is merged again where a late message has it.
        case mergesCovered
        /// A database that has lost entries goes on covering them.
        case coversDamage
    }

    /// What has to happen for a run to say anything.
    enum Occurrence: CaseIterable {
        case loss, repetition, reordering, crash, setBack, databaseLoss, failedCommit, missingBefore, answered
        case letGo, answeredWhole, damage
    }

    private struct Replica {
        let node: NodeID
        var incarnation: UInt64 = 1
        var memory = LaneTable()
        var disk = LaneTable()
        /// What the database held at earlier times.
        var backups: [LaneTable] = []
        var clock: UInt64 = 0
        /// By peer, the question that was asked last: it may be asked again.
        var asked: [Int: Question] = [:]

        var origin: Origin { Origin(node: node, incarnation: incarnation) }
    }

    private struct Asked: Hashable {
        var from: Int
        var question: Question
    }

    private enum Message {
        case push(Push)
        case question(Asked)
        case chunk(AnswerChunk, from: Int)
        /// A live read that goes on after this origin and number, to cover `covered`.
        case live(Asked, after: LaneEntry?, covered: VersionVector, answer: AnswerID, index: Int)
    }

    let form: Form
    private(set) var happened: [Occurrence: Int] = [:]
    /// Tombstones that were let go, and what was covered then.
    private var letGo: [(tombstone: LaneEntry, covered: VersionVector)] = []
    /// Of each origin, every entry that it ever wrote, by number.
    private var written: [Origin: [LaneEntry]] = [:]
    private var replicas: [Replica]
    private var network: [(to: Int, message: Message)] = []
    private var generator: SeededGenerator
    private var answers: UInt64 = 0
    private var questions: UInt64 = 0

    init(form: Form, seed: UInt64) {
        self.form = form
        generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 2...5, using: &generator)
        replicas = (0..<count).map { Replica(node: NodeID("node\($0)")) }
    }

    /// Does `steps` things. Returns the first write that some vector covers and its table does not dominate.
    mutating func run(steps: Int) -> LaneEntry? {
        for _ in 0..<steps {
            var index = Int.random(in: 0..<replicas.count, using: &generator)
            switch Int.random(in: 0..<100, using: &generator) {
            case ..<12: write(at: index)
            case ..<20: save(at: index)
            case ..<32: ask(from: index)
            case ..<34: restart(index, loses: .crash)
            case ..<35: restart(index, loses: .setBack)
            case ..<36: restart(index, loses: .databaseLoss)
            case ..<38: restart(index, loses: .damage)
            case ..<44: letTombstonesGo(at: index)
            default: index = deliver() ?? index
            }
            if let missing = violation(at: index) { return missing }
        }
        return nil
    }

    /// Lets every replica ask every other one, on a network that works. Returns the first violation.
    mutating func settle() -> LaneEntry? {
        for _ in 0..<2 {
            for index in replicas.indices {
                for peer in replicas.indices where peer != index {
                    network = []
                    replicas[index].asked = [:]
                    ask(from: index, peer: peer)
                    while !network.isEmpty { handle(network.removeFirst()) }
                    if let missing = violation(at: index) { return missing }
                }
            }
        }
        return nil
    }

    /// But for tombstones, which some may have let go, and for what was written to their objects by who had not seen them.
    var areEqual: Bool {
        let live = replicas.map { replica in
            replica.memory.entries.filter { entry in
                replica.memory[entry.key]?.over == nil
                    && !letGo.contains { gone in
                        gone.tombstone.key == entry.key && LaneSet(gone.tombstone).dominates(entry)
                    }
            }
        }
        return live.allSatisfy { $0 == live[0] }
            && replicas.allSatisfy { $0.memory.vector == replicas[0].memory.vector }
    }

    /// A write that the replica's vector covers and its table does not dominate.
    private func violation(at index: Int) -> LaneEntry? {
        let table = replicas[index].memory
        return table.vector.origins.lazy
            .compactMap { origin in
                (written[origin] ?? []).prefix(Int(table.vector[origin])).first { write in
                    !table.dominates(write)
                        && !letGo.contains { gone in
                            gone.tombstone.key == write.key && table.floor.covers(gone.tombstone)
                                && LaneSet(gone.tombstone).dominates(write)
                        }
                }
            }
            .first
    }

    /// Whether something is there again that was over, and whose end its replica has seen and let go.
    var isSomethingBack: Bool {
        replicas.contains { replica in
            replica.memory.entries.contains { entry in
                letGo.contains { gone in
                    gone.covered.covers(entry) && replica.memory.vector.covers(gone.covered)
                        && gone.tombstone.key == entry.key && gone.tombstone != entry
                        && LaneSet(gone.tombstone).dominates(entry)
                }
            }
        }
    }

    // MARK: What replicas do

    private mutating func write(at index: Int) {
        var entries: [LaneEntry] = []
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let name = ["a", "b", "c", "d", "e", "f"].randomElement(using: &generator) ?? "a"
            replicas[index].clock += UInt64.random(in: 1...3, using: &generator)
            let clock = replicas[index].clock
            var entry = LaneEntry.random(
                key: EntryKey(kind: "space", name: name), ticks: clock...clock, using: &generator)
            entry.stamp.node = replicas[index].node
            entry.object = ObjectID(
                created: Stamp(ticks: clock / 20, node: NodeID("a")), uid: UID("\(clock / 20)"))
            // Nobody writes what is outdone already, nor to an object of which it knew the end.
            let table = replicas[index].memory
            let isOver = letGo.contains { gone in
                gone.tombstone.key == entry.key && table.floor.covers(gone.tombstone)
                    && LaneSet(gone.tombstone).dominates(entry)
            }
            if !isOver, !table.dominates(entry) { entries.append(entry) }
        }
        guard let push = replicas[index].memory.prepare(entries, as: replicas[index].origin) else { return }
        // Some commits cannot be stored: their numbers are given to others.
        if Int.random(in: 0..<8, using: &generator) == 0 {
            happened[.failedCommit, default: 0] += 1
            return
        }
        replicas[index].memory.take(push)
        // A number that is given twice is another write: both count.
        written[push.origin, default: []].append(contentsOf: push.entries)
        written[push.origin]?.sort { $0.sequence < $1.sequence }
        save(at: index)
        for peer in replicas.indices where peer != index { send(.push(push), to: peer) }
    }

    private mutating func letTombstonesGo(at index: Int) {
        let table = replicas[index].memory
        let gone = table.keys.filter { key in
            guard let over = table[key]?.over, table.vector.covers(over) else { return false }
            return Bool.random(using: &generator)
        }
        guard !gone.isEmpty else { return }
        happened[.letGo, default: 0] += 1
        letGo += gone.compactMap { key in table[key]?.over.map { ($0, table.vector) } }
        replicas[index].memory.apply(table.stage(own: nil, lettingGo: gone))
        save(at: index)
    }

    private mutating func save(at index: Int) {
        replicas[index].disk = replicas[index].memory
        if Int.random(in: 0..<4, using: &generator) == 0 { replicas[index].backups.append(replicas[index].disk) }
    }

    private mutating func ask(from index: Int, peer: Int? = nil) {
        let peer = peer ?? (index + Int.random(in: 1..<replicas.count, using: &generator)) % replicas.count
        if let question = replicas[index].asked[peer], Bool.random(using: &generator) {
            send(.question(Asked(from: index, question: question)), to: peer)
            return
        }
        questions += 1
        let question = replicas[index].memory.ask(id: questions)
        replicas[index].asked[peer] = question
        send(.question(Asked(from: index, question: question)), to: peer)
    }

    private mutating func restart(_ index: Int, loses fault: Occurrence) {
        switch fault {
        case .setBack:
            guard let older = replicas[index].backups.randomElement(using: &generator) else { return }
            replicas[index].disk = older
        case .databaseLoss: replicas[index].disk = LaneTable()
        case .damage:
            let disk = replicas[index].disk
            var damaged = LaneTable()
            for entry in disk.entries where Int.random(in: 0..<4, using: &generator) > 0 { damaged.merge(entry) }
            damaged.restore(disk.vector, floor: disk.floor)
            if form != .coversDamage { damaged.forgetCoverage() }
            replicas[index].disk = damaged
        default: break
        }
        happened[fault, default: 0] += 1
        replicas[index].memory = replicas[index].disk
        replicas[index].asked = [:]
        if form != .keepsIncarnation { replicas[index].incarnation += 1 }
    }

    // MARK: The network

    private mutating func send(_ message: Message, to peer: Int) { network.append((peer, message)) }

    /// Returns whom it delivered to.
    private mutating func deliver() -> Int? {
        guard !network.isEmpty else { return nil }
        var place = 0
        if network.count > 1, Int.random(in: 0..<4, using: &generator) == 0 {
            place = Int.random(in: 1..<network.count, using: &generator)
            happened[.reordering, default: 0] += 1
        }
        let delivery = network[place]
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: happened[.loss, default: 0] += 1
        case 1, 2:
            happened[.repetition, default: 0] += 1
            handle(delivery)
            return delivery.to
        default: handle(delivery)
        }
        network.remove(at: place)
        return delivery.to
    }

    private mutating func handle(_ delivery: (to: Int, message: Message)) {
        let index = delivery.to
        switch delivery.message {
        case .push(let push): take(push, at: index)
        case .question(let asked): answer(asked, at: index)
        case .chunk(let chunk, let from): take(chunk, from: from, at: index)
        case .live(let asked, let after, let covered, let answer, let chunk):
            sendLive(asked, after: after, covered: covered, answer: answer, index: chunk, at: index)
        }
    }

    private mutating func take(_ push: Push, at index: Int) {
        observe(push.entries, at: index)
        if form == .mergesCovered { for entry in push.entries { replicas[index].memory.merge(entry) } }
        replicas[index].memory.take(push)
        guard replicas[index].memory.vector[push.origin] < push.range.upperBound else { return }
        happened[.missingBefore, default: 0] += 1
        if form == .pushCoversGaps { replicas[index].memory.vector(covers: push.origin, push.range.upperBound) }
    }

    private mutating func observe(_ entries: [LaneEntry], at index: Int) {
        replicas[index].clock = entries.reduce(replicas[index].clock) { max($0, $1.stamp.ticks) }
    }

    private mutating func answer(_ asked: Asked, at index: Int) {
        answers += 1
        let id = AnswerID(sender: replicas[index].origin, number: form == .mixesAnswers ? 0 : answers)
        let table = replicas[index].memory
        if form == .readLive {
            sendLive(asked, after: nil, covered: table.vector, answer: id, index: 0, at: index)
            return
        }
        var chunks = table.answer(to: asked.question, id: id, limit: 1)
        switch form {
        case .neverWhole: chunks = chunks.map { $0.keeping { !asked.question.vector.covers($0) }.withoutFloor }
        case .wholeEndsNothing: chunks = chunks.map(\.withoutFloor)
        case .boundedBySender: chunks = chunks.map { $0.keeping { table.vector.covers($0) } }
        case .oneOrigin:
            guard let origin = table.vector.origins.randomElement(using: &generator) else { return }
            var covered = asked.question.vector
            if table.vector[origin] > 0 { covered.extend(origin, by: 1...table.vector[origin]) }
            chunks = chunks.map { $0.keeping { $0.origin == origin }.covering(covered) }
        default: break
        }
        for chunk in chunks { send(.chunk(chunk, from: index), to: asked.from) }
    }

    private mutating func sendLive(
        _ asked: Asked, after: LaneEntry?, covered: VersionVector, answer: AnswerID, index chunk: Int, at index: Int
    ) {
        func isAfter(_ a: LaneEntry, _ b: LaneEntry) -> Bool {
            a.origin == b.origin ? a.sequence > b.sequence : a.origin > b.origin
        }
        let rest = replicas[index].memory.entries
            .filter { entry in !asked.question.vector.covers(entry) && (after.map { isAfter(entry, $0) } ?? true) }
            .sorted { isAfter($1, $0) }
        let part = Array(rest.prefix(3))
        let isLast = rest.count <= 3
        if let chunk = AnswerChunk(
            answer: answer, question: asked.question.id, index: chunk, entries: part, covered: isLast ? covered : nil)
        {
            send(.chunk(chunk, from: index), to: asked.from)
        }
        guard !isLast else { return }
        send(.live(asked, after: part.last, covered: covered, answer: answer, index: chunk + 1), to: index)
    }

    private mutating func take(_ chunk: AnswerChunk, from peer: Int, at index: Int) {
        observe(chunk.entries, at: index)
        var chunk = chunk
        if form == .mixesAnswers { chunk = chunk.named(AnswerID(sender: replicas[peer].origin, number: 0)) }
        if form == .coversEarly, chunk.index == 0 { chunk = chunk.covering(replicas[peer].memory.vector) }
        if replicas[index].memory.take(chunk) {
            happened[chunk.isWhole ? .answeredWhole : .answered, default: 0] += 1
        }
    }
}

extension LaneTable {
    /// Covers all of the origin's writes up to this one, missing or not.
    fileprivate mutating func vector(covers origin: Origin, _ last: UInt64) {
        var vector = VersionVector()
        vector.extend(origin, by: 1...last)
        restore(vector)
    }
}

extension AnswerChunk {
    fileprivate func keeping(_ isKept: (LaneEntry) -> Bool) -> Self { changed(entries: entries.filter(isKept)) }

    /// With another vector at its end, and for a chunk before it, as the end.
    fileprivate func covering(_ vector: VersionVector) -> Self { changed(covered: vector) }

    fileprivate var withoutFloor: Self {
        Self(answer: answer, question: question, index: index, entries: entries, covered: covered) ?? self
    }

    fileprivate func named(_ answer: AnswerID) -> Self { changed(answer: answer) }

    private func changed(
        answer: AnswerID? = nil, entries: [LaneEntry]? = nil, covered: VersionVector? = nil
    ) -> Self {
        Self(
            answer: answer ?? self.answer, question: question, index: index, entries: entries ?? self.entries,
            covered: covered ?? self.covered, floor: floor) ?? self
    }
}
