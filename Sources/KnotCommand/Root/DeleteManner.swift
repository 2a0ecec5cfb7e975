import ArgumentParser
import KnotModel

/// How something is deleted.
///
/// One rule for every verb: what destroys data, which is to delete a space or a volume, asks on a terminal and is done
/// at once elsewhere, as scripts need it. What went is said either way.
struct DeleteManner: ParsableArguments {
    @Flag(name: .customLong("keep-volumes"), help: "Keep the volumes of spaces.") var keepVolumes = false
    @Flag(help: "Although something refers to it, or another owner wrote it; does not ask either.") var force = false
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false

    init() {}

    /// Whether it may be done: there is nothing to ask, nobody to ask, or the answer was yes.
    func isConfirmed(_ keys: [ResourceKey], _ console: Console) -> Bool {
        guard console.canAsk, !yes, !force, let question = DeleteQuestion.text(keys, keepVolumes: keepVolumes) else {
            return true
        }
        if console.confirm(question) { return true }
        console.note("Nothing was deleted.")
        return false
    }
}
