/// What a user says of a space.
package struct SpaceSpec: TypedSpec {
    package enum Field: String, SpecField {
        case labels, annotations
        case template, zone, node, running
        case cpus, memory, drift
        case keepVolumes = "keep_volumes"
        case description, note
        case iconURL = "icon_url"
        case customFields = "custom_fields"
        case shell
        case startupScript = "startup_script"
        case dependsOn = "depends_on"
        case stack
        case altNames = "alt_names"
        case portForwards = "port_forwards"

        package var effect: FieldDifference.Effect {
            switch self {
            case .cpus, .memory, .running, .drift: .live
            case .startupScript: .start
            case .template, .customFields, .shell, .altNames: .restart
            case .labels, .annotations, .zone, .node, .keepVolumes, .description, .note, .iconURL, .dependsOn, .stack,
                .portForwards:
                .none
            }
        }
    }

    package var fields: FieldMap

    package init(_ fields: FieldMap) { self.fields = fields }

    /// The name of its template.
    package var template: String? { text(.template) }
    package var zone: String? { text(.zone) }
    /// The name, host or id of the node it must run on.
    package var node: String? { text(.node) }

    /// Whether it should run, as far as its user says. `running` left out is true.
    package var isWanted: Bool { !isFalse(.running) }

    /// The most memory in bytes that it may use; `nil` leaves it to the template.
    package var memory: Int64? { self[.memory]?.scalarText.flatMap { try? ByteCount(parsing: $0).bytes } }
    /// The most billionths of a processor that it may use; `nil` leaves it to the template.
    package var nanoCPUs: Int64? { self[.cpus]?.scalarText.flatMap { try? CPUCount(parsing: $0).nanos } }
    /// `nil` leaves it to the template.
    package var drift: DriftPolicy? { text(.drift).flatMap(DriftPolicy.init) }
    package var keepsVolumes: Bool { isTrue(.keepVolumes) }

    package var customFields: FieldMap { map(.customFields) }
    /// What terminals open.
    package var shell: String? { text(.shell) }

    /// What runs at a hook besides the template's script.
    package func script(at hook: Hook) -> ScriptSource? { hook == .startup ? ScriptSource(self[.startupScript]) : nil }

    /// Names of spaces of the same user that run before this one.
    package var dependsOn: [String] { texts(.dependsOn) }
}

/// What is done about changes made from outside to what knot made.
package enum DriftPolicy: String, Sendable, Hashable { case correct, report, ignore }
