import KnotModel
import KnotPlan
import KnotStore

/// Protected values, and where they are kept from being shown.
///
/// Whatever the node tells passes one of five places, and each hides them: events (`note`), log lines (`log`), statuses
/// (`report`), replies (`commit` and `review`), and explanations (`explain`). What is planned and done holds them, of
/// course.
extension NodeCore {
    /// Protected values that came since the node started: so many are kept in mind.
    private static let mostRecent = 1_024

    static func values(of manifests: [Manifest]) -> [String] {
        manifests.filter(\.isProtected).compactMap(\.variable.text)
    }

    /// Those that variables have, and those that they had.
    static func values(of variables: [Record]) -> [String] {
        values(of: variables.map(\.manifest)) + variables.flatMap { $0.spec.value.former ?? [] }
    }

    /// Takes in that a variable was committed.
    mutating func noteVariable(_ old: Record?, _ new: Record) {
        for value in Self.values(of: [new]) where !recentSecrets.contains(value) {
            redactor.add(value)
            recentSecrets.append(value)
        }
        let isOpenNow = old?.manifest.isProtected == true && !new.isDeleting && !new.manifest.isProtected
        guard isOpenNow || recentSecrets.count > 2 * Self.mostRecent else { return }
        if isOpenNow, let value = new.variable.text { recentSecrets.removeAll { $0 == value } }
        recentSecrets.removeFirst(max(0, recentSecrets.count - Self.mostRecent))
        redactor = Redactor(Self.values(of: store.variables) + recentSecrets)
    }

    /// The answer to a request, without protected values: neither known ones nor those that it brings along.
    func redacted(_ reply: Reply, to request: Request) -> Reply {
        guard case .apply(let manifests, _) = request, manifests.contains(where: \.isProtected) else {
            return redactor.redacted(reply)
        }
        var wider = redactor
        for value in Self.values(of: manifests) where value != FieldDifference.hidden { wider.add(value) }
        return wider.redacted(reply)
    }
}
