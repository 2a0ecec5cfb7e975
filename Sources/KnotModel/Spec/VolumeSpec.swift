/// A volume that exists by itself.
package struct VolumeSpec: TypedSpec {
    package enum Field: String, SpecField {
        case labels, annotations
        case description, size, zone, node, active, platform
        case engineName = "engine_name"
        case volumes

        package var effect: FieldDifference.Effect {
            switch self {
            case .engineName: .restart
            case .labels, .annotations, .description, .size, .zone, .node, .active, .platform, .volumes: .none
            }
        }
    }

    package var fields: FieldMap

    package init(_ fields: FieldMap) { self.fields = fields }

    /// Whether it should exist on its node.
    package var isActive: Bool { !isFalse(.active) }
    /// Its literal name in the engine; `nil` is the resource's name.
    package var engineName: String? { text(.engineName) }
    package var platform: String? { text(.platform) }
    package var zone: String? { text(.zone) }
    /// The name, host or id of the node it must be made on.
    package var node: String? { text(.node) }
}
