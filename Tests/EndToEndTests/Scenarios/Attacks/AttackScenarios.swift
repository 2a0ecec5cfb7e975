import Testing

/// What somebody does who wants what is not theirs, and what happens to disks and files by accident: each attack that
/// knot has to stand, played against the real server and a real engine. One file a subject.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct AttackScenarios {}
