import KnotModel
import KnotNode
import KnotPlan

/// Actions on their way to an engine, what they come to there, and the way back.
extension World {
    mutating func act(_ id: ActionID, _ kind: EngineKind, _ action: Action) {
        guard let index = hostIndex(kind) else {
            violate(.wellFormedEffects, "action \(id) is for engine \(kind.rawValue), which this node does not have")
            return
        }
        if let container = action.containerID.flatMap({ hosts[index].engine.container($0) }) { noteUptime(container) }
        checkIssued(id, action, on: hosts[index].engine)
        var fate = Enactment.Fate.normal
        var delay = latency(of: action, on: hosts[index].engine)
        if strikes(.actionSlow) { delay += random.draw(2_000...20_000) }
        if strikes(.actionFailsBefore) { fate = .failsBefore }
        if strikes(.actionFailsAfter) { fate = .failsAfter }
        if action.mayBeLate, strikes(.actionLate) { fate = .late }
        if strikes(.replyLost) { fate = random.chance(700) ? .replyLost : .replyLostBefore }
        if case .pullImage = action, strikes(.diskFull) { fate = .diskFull }
        if action.mayBeLate, strikes(.diskFullAtCreate) { fate = .diskFull }
        if action.containerID != nil, strikes(.actionRefused) { fate = .refused }
        var enactment = Enactment(
            id: id, engine: kind, action: action, incarnation: incarnation, fate: fate,
            replyDelay: random.draw(0...10), wasAllowed: mayDisturb(action, on: hosts[index].engine))
        switch countCall() {
        case .failBefore: enactment.fate = .failsBefore
        case .failAfter: enactment.fate = .failsAfter
        case .loseReply: enactment.fate = .replyLost
        case .crashBefore:
            crash()
            return
        case .crashAfter:
            enact(enactment)
            crash()
            return
        case nil: break
        }
        if case .pullImage = action {
            let progress = Input.progress(id, PullProgress(current: 1, total: 2, stage: "Downloading"))
            push(.input(progress, incarnation: incarnation), after: delay / 2)
        }
        if enactment.fate == .late {
            // The client gives up; the engine, overloaded, does what it was asked a little later all the same.
            reply(.actFailed(id, unreachable(kind)), after: delay)
            delay += random.draw(100...10_000)
        }
        push(.enact(enactment), after: delay)
    }

    private mutating func latency(of action: Action, on engine: SimulatedEngine) -> Int64 {
        switch action {
        case .pullImage: return random.draw(300...15_000)
        case .stopContainer(.id(let id), let grace):
            guard let container = engine.container(id), container.isAlive else { return random.draw(1...10) }
            guard container.program == .stubborn || container.state == .paused else { return random.draw(20...300) }
            coverage.hit(.stopReachedGrace)
            return grace
        default: return random.draw(1...200)
        }
    }

    mutating func enact(_ enactment: Enactment) {
        guard let index = hostIndex(enactment.engine) else { return }
        let answers = enactment.incarnation == incarnation && node != nil
        if !answers { coverage.hit(.effectAfterCrash) }
        guard hosts[index].engine.isUp else {
            if answers { reply(.actFailed(enactment.id, unreachable(enactment.engine)), after: enactment.replyDelay) }
            return
        }
        let broken = Failure(
            .engineFailed, subject: enactment.engine.rawValue, "the engine failed; knot tries again",
            cause: "500 Internal Server Error")
        switch enactment.fate {
        case .failsBefore:
            if answers { reply(.actFailed(enactment.id, broken), after: enactment.replyDelay) }
            return
        case .diskFull:
            let full = Failure(
                .outOfDisk, subject: enactment.engine.rawValue, "the disk is full", cause: "no space left on device")
            if answers { reply(.actFailed(enactment.id, full), after: enactment.replyDelay) }
            return
        case .refused:
            let refused = Failure(
                .busy, subject: enactment.engine.rawValue, "the engine is still at work; it is tried again",
                cause: "409 Conflict: operation already in progress")
            if answers { reply(.actFailed(enactment.id, refused), after: enactment.replyDelay) }
            return
        case .replyLostBefore:
            if answers { reply(.actFailed(enactment.id, unreachable(enactment.engine)), after: 30_000) }
            return
        case .normal, .failsAfter, .late, .replyLost: break
        }
        let result = takeEffect(enactment, index)
        guard answers, enactment.fate != .late else { return }
        switch (enactment.fate, result) {
        case (.replyLost, _): reply(.actFailed(enactment.id, unreachable(enactment.engine)), after: 30_000)
        case (.failsAfter, _): reply(.actFailed(enactment.id, broken), after: enactment.replyDelay)
        case (_, .success(let outcome)):
            hosts[index].past = []
            reply(.acted(enactment.id, outcome), after: enactment.replyDelay)
        case (_, .failure(let failure)): reply(.actFailed(enactment.id, failure), after: enactment.replyDelay)
        }
    }

    private mutating func takeEffect(_ enactment: Enactment, _ index: Int) -> Result<ActionOutcome, Failure> {
        startBetween(enactment.action, on: index)
        checkBefore(enactment, hosts[index].engine)
        let before = hosts[index].engine
        hosts[index].remember()
        enginesChanged = true
        let result =
            linger(enactment.action, on: index) ?? hosts[index].engine.perform(enactment.action, at: wall(of: index))
        let success = (try? result.get()) != nil
        note("\(enactment.engine.rawValue) \(enactment.action) \(success ? "done" : "failed")")
        cover(enactment.action, result, before)
        checkAfter(enactment, before, hosts[index].engine)
        if case .startContainer(.id(let id)) = enactment.action {
            schedule(id, on: index, before)
            fallIll(id, on: index)
            if hosts[index].engine.container(id)?.runs != before.container(id)?.runs {
                beginnings[id] = now.wall.milliseconds
            }
            if let container = hosts[index].engine.container(id) { noteBeginning(container) }
        }
        sendHints(index)
        return result
    }

    /// A program that ends by itself does so soon after its start.
    private mutating func schedule(_ id: String, on index: Int, _ before: SimulatedEngine) {
        guard let container = hosts[index].engine.container(id), !container.program.lasts,
            container.runs != before.container(id)?.runs
        else { return }
        let kind = hosts[index].engine.kind
        push(.processEnds(kind, container: id, run: container.runs), after: random.draw(50...3_000))
    }

    mutating func processEnds(_ kind: EngineKind, _ id: String, run: Int) {
        guard let index = hostIndex(kind), let container = hosts[index].engine.container(id), container.runs == run
        else { return }
        hosts[index].remember()
        enginesChanged = true
        switch container.program {
        case .ending(let code): hosts[index].engine.end(id, code: code, at: wall(of: index))
        case .greedy: hosts[index].engine.end(id, code: 137, outOfMemory: true, at: wall(of: index))
        case .lasting, .stubborn, .absent, .sickly: break
        }
        note("\(kind.rawValue) \(id) ends")
        sendHints(index)
    }

    private mutating func cover(
        _ action: Action, _ result: Result<ActionOutcome, Failure>, _ before: SimulatedEngine
    ) {
        switch (action, result) {
        case (.removeVolume(let name), .success) where before.volume(name) != nil: coverage.hit(.volumeDeleted)
        case (.removeVolume, .failure(let failure)) where failure.code == .volumeInUse: coverage.hit(.volumeInUse)
        case (.renameContainer, .success), (.updateResources, .success), (.connectNetwork, .success),
            (.restoreSetting, .success):
            if inTurmoil { coverage.hit(.driftCorrected) }
        case (.removeContainer, .failure(let failure)) where failure.code == .conflict: coverage.hit(.removalRefused)
        case (.startContainer(.id(let id)), .success) where before.container(id)?.isAlive == false:
            probeFailures[id] = nil
            foundUnhealthy.remove(id)
        case (.stopContainer(.id(let id), _), .success) where before.container(id)?.state == .unknown:
            coverage.hit(.stuckStopped)
        case (.stopContainer(.id(let id), _), .success) where before.container(id)?.isIll == true:
            coverage.hit(.illStopped)
        case (.removeContainer(.id(let id), let force), .success):
            if force, before.container(id)?.state == .removing { coverage.hit(.stuckRemoved) }
            guard let ownership = before.container(id)?.ownership else { return }
            guard let record = database[ownership.key], record.uid == ownership.uid, !record.isTombstone else {
                coverage.hit(.orphanSeen)
                return
            }
            if record.spec.value.restart != ownership.restart { coverage.hit(.restartReplaced) }
        default: break
        }
    }

    func unreachable(_ kind: EngineKind) -> Failure {
        Failure(
            .engineUnreachable, subject: kind.rawValue, "\(kind.rawValue) does not answer; is it running?",
            cause: "connection refused")
    }

    mutating func reply(_ input: Input, after delay: Int64) {
        push(.input(input, incarnation: incarnation), after: delay)
    }
}
