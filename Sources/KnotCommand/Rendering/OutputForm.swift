import ArgumentParser

/// The forms `-o` knows.
enum OutputForm: String, ExpressibleByArgument, CaseIterable {
    case wide, json, yaml, name
}
