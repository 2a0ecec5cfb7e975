import KnotModel

extension Setting {
    /// The text of `knot server --help`: every flag with its variable, its default and what it is for.
    package static func help() -> String {
        var text = """
            USAGE: knot server [--config FILE] [FLAGS]

            Starts this machine's server. Each setting can be given in knot.toml, by an environment variable, or by a
            flag; the flag wins over the variable, the variable over the file. Without --config or KNOT_CONFIG, knot.toml
            is looked for in the working directory, the home directory, and ~/.config/knot.

            FLAGS:
              -c, --config FILE  (KNOT_CONFIG)
                  The configuration file.

            """
        for setting in all where !setting.flag.isEmpty && setting.state == .active { text += setting.entry }
        text += "\nREAD AND CHECKED, NOT ACTIVE YET:\n"
        var heading = ""
        for case let setting in all {
            guard case .notActiveYet(let what) = setting.state, !setting.flag.isEmpty else { continue }
            if what != heading {
                heading = what
                text += "  These come with \(what):\n"
            }
            text += "    \(setting.usage)  (\(setting.variable))\n"
        }
        text += "\nACCEPTED FOR OLD FILES, NOT USED:\n"
        for setting in all where setting.state == .notUsed && !setting.flag.isEmpty { text += "    \(setting.usage)\n" }
        return text
    }

    /// The default as help shows it; `nil` when there is none.
    var presetText: String? {
        if let shownPreset { return shownPreset }
        let text: String? =
            switch preset {
            case .list(let items): items.compactMap(\.string).joined(separator: ",")
            default: preset.scalarText
            }
        return text?.isEmpty == false ? text : nil
    }

    private var usage: String {
        switch form {
        case .bool: preset == true ? "--[no-]\(flag)" : "--\(flag)"
        case .int, .double: "--\(flag) N"
        case .list: "--\(flag) X,…"
        default: "--\(flag) X"
        }
    }

    private var entry: String {
        var line = "  \(usage)  (\(variable)"
        if let presetText { line += "; default: \(presetText)" }
        return line + ")\n      \(doc)\n"
    }
}
