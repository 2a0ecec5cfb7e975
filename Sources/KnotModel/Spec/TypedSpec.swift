/// The fields of one kind of resource by their names and types: a view of the map that holds them.
///
/// The map stays what is stored and compared: fields of a newer version are kept in it. What a field is when nobody writes it,
/// its property says once for all.
package protocol TypedSpec: Sendable, Hashable {
    associatedtype Field: SpecField
    var fields: FieldMap { get set }
    init(_ fields: FieldMap)
}

/// A field of one kind, under the name that manifests use. The schema has exactly these; a test compares them.
package protocol SpecField: RawRepresentable<String>, CaseIterable, Sendable, Hashable {
    /// What changing it does to spaces that run.
    var effect: FieldDifference.Effect { get }
}

extension SpecField {
    /// The field that a path such as `container.ports[0]` begins with; `nil` for one that this version does not know.
    package init?(path: String) { self.init(rawValue: String(path.prefix { $0 != "." && $0 != "[" })) }

    package init?(_ difference: FieldDifference) { self.init(path: difference.path) }
}

extension TypedSpec {
    package subscript(field: Field) -> Value? {
        get { fields[field.rawValue] }
        set { fields[field.rawValue] = newValue }
    }

    func text(_ field: Field) -> String? { self[field]?.string }
    func isTrue(_ field: Field) -> Bool { self[field] == true }
    func isFalse(_ field: Field) -> Bool { self[field] == false }
    func texts(_ field: Field) -> [String] { (self[field]?.list ?? []).compactMap(\.string) }
    func map(_ field: Field) -> FieldMap { self[field]?.map ?? [:] }

    /// A number above zero: 0 is as if it was not written.
    func positive(_ field: Field) -> Int64? { self[field]?.int.flatMap { $0 > 0 ? $0 : nil } }
}

/// What has the fields of a resource. Which of the views holds, its kind says.
package protocol SpecHolder {
    var fields: FieldMap { get set }
}

extension SpecHolder {
    package var space: SpaceSpec {
        get { SpaceSpec(fields) }
        set { fields = newValue.fields }
    }
    package var template: TemplateSpec {
        get { TemplateSpec(fields) }
        set { fields = newValue.fields }
    }
    package var volume: VolumeSpec { VolumeSpec(fields) }
    package var variable: VariableSpec {
        get { VariableSpec(fields) }
        set { fields = newValue.fields }
    }
    package var script: ScriptSpec { ScriptSpec(fields) }
    package var token: TokenSpec {
        get { TokenSpec(fields) }
        set { fields = newValue.fields }
    }
}

extension Manifest: SpecHolder {
    /// What a template or a space has run at a hook.
    package func script(at hook: Hook) -> ScriptSource? {
        switch key.kind {
        case .template: template.script(at: hook)
        case .space: space.script(at: hook)
        case .script, .zone, .volume, .variable, .token: nil
        }
    }
}

extension SpecLane: SpecHolder {}

extension Record: SpecHolder {
    package var fields: FieldMap {
        get { spec.value.fields }
        set { spec.value.fields = newValue }
    }
}
