import KnotModel

/// A story told again and again, each time with another of its calls going wrong.
///
/// Source: SQLite's tests, which let the n-th operation fail for every n.
package struct NthFailure: Sendable {
    package let story: Story
    package let form: Injection.Form
    /// How many calls the story makes.
    package private(set) var calls = 0
    /// What went wrong, at which call; call 0 is the story itself.
    package private(set) var failed: [(call: Int, report: Report)] = []

    package init(_ story: Story, _ form: Injection.Form, seed: UInt64 = 1) {
        self.story = story
        self.form = form
        let calm = World.run(seed: seed, scenario: story.scenario(nil))
        calls = calm.callsInTurmoil
        if !calm.violations.isEmpty { failed.append((0, calm)) }
        for call in 1...max(1, calls) {
            let report = World.run(seed: seed, scenario: story.scenario(Injection(call: call, form: form)))
            if !report.violations.isEmpty { failed.append((call, report)) }
        }
    }
}
