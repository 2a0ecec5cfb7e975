import KnotAPI
import KnotModel

/// What a wait came to.
package enum WaitOutcome: Sendable, Hashable {
    case met
    /// These will not come about; the others did.
    case failed([WaitList.Reason])
    /// The time is over; these are not there yet, or failed.
    case late([WaitList.Reason])
}

/// Waits until resources are as they should be, by following the server's watch. Resources that do not exist yet are
/// waited for.
struct Waiter {
    private enum News: Sendable {
        /// All resources of a kind and owner, as they are now.
        case snapshot(WaitList.Group, [ResourceDocument])
        case event(WaitList.Group, WatchEvent)
        case broken(any Error)
        /// A node has had the time to look again at what had failed before.
        case lookedAgain
        case timeout
        /// Nor has the first look come to an end.
        case silence
    }

    let client: KnotClient
    /// Called with what is still missing, whenever that changes.
    let report: (String) -> Void

    /// How often a watch may break before the wait gives up, in a row.
    private static let patience = 5
    /// How long a failure from before the wait may be out of date.
    private static let secondLook = Duration.seconds(3)
    /// How long a first look may go on after the time is over.
    private static let lastLook = Duration.seconds(5)

    func wait(for goals: [ResourceKey: [WaitCondition]], timeout: Span) async throws -> WaitOutcome {
        guard !goals.isEmpty else { return .met }
        var list = WaitList(try await withOwners(goals))
        let client = client
        let (news, feed) = AsyncStream.makeStream(of: News.self)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            defer { tasks.cancelAll() }
            for group in list.groups { tasks.addTask { await Self.follow(group, client, feed) } }
            tasks.addTask {
                guard (try? await Task.sleep(for: .milliseconds(timeout.milliseconds))) != nil else { return }
                feed.yield(.timeout)
                guard (try? await Task.sleep(for: Self.lastLook)) != nil else { return }
                feed.yield(.silence)
            }
            tasks.addTask {
                guard (try? await Task.sleep(for: Self.secondLook)) != nil else { return }
                feed.yield(.lookedAgain)
            }
            var isOver = false
            for await item in news {
                switch item {
                case .snapshot(let group, let documents): list.replace(group, documents)
                case .event(let group, let event): list.take(event, from: group)
                case .broken(let error): throw error
                case .lookedAgain: list.losePatience()
                case .timeout: isOver = true
                case .silence: return .late(list.unmet)
                }
                if list.isFinished { return list.failures.isEmpty ? .met : .failed(list.failures) }
                if isOver, list.isKnown { return .late(list.unmet) }
                if list.isKnown { report(list.summary) }
            }
            throw CancellationError()
        }
    }

    /// Spaces named without their user are the caller's.
    private func withOwners(_ goals: [ResourceKey: [WaitCondition]]) async throws -> [ResourceKey: [WaitCondition]] {
        guard goals.keys.contains(where: { $0.kind.isOwned && $0.owner.isEmpty }) else { return goals }
        let user = try await client.version().user ?? ""
        var named: [ResourceKey: [WaitCondition]] = [:]
        for (key, conditions) in goals {
            let owner = key.owner.isEmpty ? user : key.owner
            named[ResourceKey(key.kind, owner: owner, name: key.name)] = conditions
        }
        return named
    }

    private static func follow(
        _ group: WaitList.Group, _ client: KnotClient, _ feed: AsyncStream<News>.Continuation
    ) async {
        var failures = 0
        let filter = ListFilter(user: group.owner.isEmpty ? nil : group.owner)
        while !Task.isCancelled {
            do {
                let list = try await client.list(group.kind, filter)
                feed.yield(.snapshot(group, list.items))
                failures = 0
                do {
                    for try await event in try await client.watch(group.kind, filter, since: list.cursor) {
                        feed.yield(.event(group, event))
                    }
                } catch let failure as ClientFailure where failure.refusal?.code == .conflict {
                    // The server has started again since the list.
                }
            } catch let failure as ClientFailure {
                failures += 1
                if failures > patience || failure.isRefusal { return feed.yield(.broken(failure)).ignore() }
            } catch {
                return feed.yield(.broken(error)).ignore()
            }
            try? await Task.sleep(for: .milliseconds(300))
        }
    }
}

extension ClientFailure {
    fileprivate var isRefusal: Bool { if case .refused = self { true } else { false } }
}

extension AsyncStream.Continuation.YieldResult {
    fileprivate func ignore() {}
}
