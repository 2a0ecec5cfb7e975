import ArgumentParser

/// How something is deleted.
struct DeleteManner: ParsableArguments {
    @Flag(name: .customLong("keep-volumes"), help: "Keep the volumes of spaces.") var keepVolumes = false
    @Flag(help: "Although something refers to it, or another owner wrote it.") var force = false

    init() {}
}
