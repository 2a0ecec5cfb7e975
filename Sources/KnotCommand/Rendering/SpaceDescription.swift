import KnotAPI
import KnotModel

/// `knot space get`: everything about one space that a person asks for, in reading order.
package struct SpaceDescription: Sendable {
    package let item: ResourceDocument
    package let events: [Event]
    /// The image its template names now, where that is known.
    package let image: String?
    package let now: WallTime

    package init(_ item: ResourceDocument, events: [Event], image: String?, now: WallTime) {
        self.item = item
        self.events = events
        self.image = image
        self.now = now
    }

    package func text(on paper: Paper) -> String {
        var sections = [facts(paper)]
        if let status = item.status {
            if let error = errorLines(status, paper) { sections.append(error) }
            sections.append(
                differences("Pending update (applies at the next restart):", status.pending, isShown: true, paper))
            sections.append(differences("Drifted from what knot made:", status.drift, isShown: false, paper))
            sections.append(conditions(status, paper))
        }
        sections.append(eventLines(paper))
        return sections.filter { !$0.isEmpty }.map { $0 + "\n" }.joined(separator: "\n")
    }

    private func facts(_ paper: Paper) -> String {
        let status = item.status
        let phase = PhaseText.cell(item)
        var rows: [(String, String)] = [
            ("Name", item.key.name),
            ("User", item.key.owner),
            ("Template", FieldText.short(item.fields["template"])),
            ("Description", FieldText.short(item.fields["description"])),
            ("Node", item.placement?.node.name ?? "not placed yet"),
            ("Zone", FieldText.short(item.fields["zone"])),
            ("Engine", (status?.engine ?? item.placement?.engine)?.rawValue ?? ""),
            ("Desired", item.deleting ? "deleted" : PhaseText.isWanted(item) ? "running" : "stopped"),
        ]
        rows = rows.map { ($0.0, TextWidth.harmless($0.1)) }
        rows.append(("Phase", phase.tone.paint(phase.text, paper.isColoured) + uptime))
        let later: [(String, String)] = [
            ("Image", runningImage),
            ("Image id", status?.image.map { $0.digest ?? $0.id } ?? ""),
            ("Image volumes", (status?.imageVolumes ?? []).joined(separator: ", ")),
            ("Ports", FieldText.short(item.fields["ports"])),
            ("CPUs", FieldText.short(item.fields["cpus"])),
            ("Memory", FieldText.short(item.fields["memory"])),
            ("Custom fields", FieldText.short(item.fields["custom_fields"])),
            ("Labels", FieldText.short(item.fields["labels"])),
            ("Container", status?.containerID.map { String($0.prefix(12)) } ?? ""),
            ("Restarts", status.map { $0.restarts > 0 ? String($0.restarts) : "" } ?? ""),
            ("Last run", lastRun(status)),
            ("Exit code", phase.text == "Running" ? "" : status?.exitCode.map(String.init) ?? ""),
            ("Start-up", hook(status?.startup)),
            ("Shutdown", hook(status?.shutdown)),
            ("Next try", status?.nextTry.flatMap { $0 > now ? "in \(Age.until($0, from: now))" : nil } ?? ""),
            ("Age", Age.text(from: item.createdAt, to: now)),
            ("Owner", item.owner.text),
            ("Revision", item.revision.description + (isSynced ? "" : " (its node has not come that far yet)")),
        ]
        rows += later.map { ($0.0, TextWidth.harmless($0.1)) }
        return rows.filter { !$0.1.isEmpty }.map { label, value in
            Tone.heading.paint("\(label):", paper.isColoured)
                + String(repeating: " ", count: max(1, 15 - label.count)) + value
        }.joined(separator: "\n")
    }

    /// The image it runs, which is the template's unless that waits for a restart.
    private var runningImage: String {
        if let running = item.status?.image { return running.reference }
        let waiting = item.status?.pending.first { $0.path == "container.image" }?.before?.scalarText
        return waiting ?? image ?? ""
    }

    /// How it ended, while that matters: the space does not run, or has been started again since.
    private func lastRun(_ status: Status?) -> String {
        guard let status, let run = status.lastRun, status.phase != .running || status.restarts > 0 else { return "" }
        return run.text + (run.finishedAt.map { ", \(Age.text(from: $0, to: now)) ago" } ?? "")
    }

    /// What the scripts of a hook came to: `script done 3m ago`.
    private func hook(_ report: HookReport?) -> String {
        guard let report else { return "" }
        let ago = Age.text(from: report.since, to: now)
        let text: String
        switch report.state {
        case .waiting: text = "script waits for its turn"
        case .running: text = "script has been running for \(ago)"
        case .done: text = "script done \(ago) ago"
        case .failed: text = "script failed \(ago) ago: \(report.message)"
        }
        return text
    }

    private var isSynced: Bool { item.status?.observedRevision == item.revision }

    private var uptime: String {
        guard item.status?.phase == .running, let started = item.status?.startedAt else { return "" }
        return " for " + Age.text(from: started, to: now)
    }

    private func errorLines(_ status: Status, _ paper: Paper) -> String? {
        guard let failure = status.lastError else { return nil }
        return Tone.bad.paint("Last error: ", paper.isColoured) + TextWidth.harmless(failure.description)
    }

    private func differences(_ title: String, _ list: [FieldDifference], isShown: Bool, _ paper: Paper) -> String {
        guard !list.isEmpty else { return "" }
        let lines = list.map { "  " + DifferenceText.line($0, showsEffect: false, on: paper) }
        let hint = isShown ? ["  hint: `knot space restart \(item.key.shortName)` applies it"] : []
        return ([Tone.heading.paint(title, paper.isColoured)] + lines + hint).joined(separator: "\n")
    }

    private func conditions(_ status: Status, _ paper: Paper) -> String {
        guard !status.conditions.isEmpty else { return "" }
        let rows = status.conditions.map { condition in
            [
                Table.Cell(condition.topic.rawValue), Table.Cell(condition.state.rawValue),
                Table.Cell(Age.text(from: condition.since, to: now)), Table.Cell(condition.reason),
                Table.Cell(condition.message),
            ]
        }
        return trimmed(Table(["CONDITION", "STATUS", "SINCE", "REASON", "MESSAGE"], rows: rows).text(on: paper))
    }

    private func eventLines(_ paper: Paper) -> String {
        guard !events.isEmpty else { return "" }
        let rows = events.suffix(10).map { event in
            [
                Table.Cell(Age.text(from: event.last, to: now) + " ago"), Table.Cell(event.reason),
                Table.Cell(String(event.count)), Table.Cell(event.message),
            ]
        }
        return trimmed(Table(["LAST EVENTS", "REASON", "COUNT", "MESSAGE"], rows: rows).text(on: paper))
    }

    private func trimmed(_ text: String) -> String { text.hasSuffix("\n") ? String(text.dropLast()) : text }
}
