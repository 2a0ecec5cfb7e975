import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct ExplanationTextTests {
    private func text(_ item: ResourceDocument, plan: [String] = []) -> String {
        let explanation = Explanation(resource: item, chain: ["alice wrote it"], plan: plan, events: [])
        return ExplanationText(explanation, now: Samples.now).text(on: .pipe)
    }

    @Test func whatIsSettledIsSaidToBe() {
        let settled = text(Samples.space(status: Samples.status(.running, ready: .yes)))
        #expect(settled == "space/alice/web is Running\n  alice wrote it\n\nNothing is left to do.\n")
    }

    @Test func whatFailsOrIsNotPlacedIsNotDone() {
        let failure = Failure(.noEngine, subject: "web", "no node has an engine for it")
        let unplaced = text(Samples.space(status: Samples.status(.pending, error: failure)))
        #expect(unplaced == "space/alice/web is Pending\n  alice wrote it\n")
        #expect(!text(Samples.space()).contains("Nothing is left"))
    }

    @Test func thePlanIsShown() {
        let failure = Failure(.commandFailed, subject: "web", "there is no such command")
        let planned = text(Samples.space(status: Samples.status(.failed, error: failure)), plan: ["start it"])
        #expect(planned.hasSuffix("\nNext:\n  start it\n"))
    }
}
