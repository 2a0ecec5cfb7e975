import KnotModel

/// The scripts that simulated templates name.
enum ScriptShape {
    static let key = ResourceKey(.script, name: "setup")

    /// Gives a third of the templates scripts.
    static func add(to fields: inout FieldMap, using random: inout SeededGenerator) {
        guard random.chance(350) else { return }
        if random.chance(750) {
            fields["startup_script"] = random.pick(["good one", "good two", "bad one", "setup", "setup"])
                .map(Value.string)
        }
        if random.chance(600) {
            fields["shutdown_script"] = random.pick(["good bye", "bad bye", "hang on"]).map(Value.string)
        }
    }

    static func manifest(using random: inout SeededGenerator) -> Manifest {
        let text = random.pick(["good for ${{ .space.name }}", "hang about", "hang about", "bad luck"]) ?? "good"
        var fields: FieldMap = ["content": .string(text), "timeout": "4m"]
        if random.chance(250) { fields["active"] = false }
        return Manifest(key: key, fields: fields)
    }
}
