import ArgumentParser

/// The forms `-o` knows where resources are listed.
enum OutputForm: String, ExpressibleByArgument, CaseIterable {
    case wide, json, yaml, name
}

/// The forms `-o` knows where changes and tokens are listed. What a verb does not have is not taken.
enum ChangeForm: String, ExpressibleByArgument, CaseIterable {
    case json, yaml, name
}

/// The forms `-o` knows where there is nothing to name.
enum DataForm: String, ExpressibleByArgument, CaseIterable {
    case json, yaml
}
