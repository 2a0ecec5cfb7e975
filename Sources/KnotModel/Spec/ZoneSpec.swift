/// A group of servers.
package struct ZoneSpec: TypedSpec {
    package enum Field: String, SpecField {
        case labels, annotations
        case description, runtimes, failover

        package var effect: FieldDifference.Effect { .none }
    }

    package var fields: FieldMap

    package init(_ fields: FieldMap) { self.fields = fields }
}
