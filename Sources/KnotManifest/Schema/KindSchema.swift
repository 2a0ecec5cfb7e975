import KnotModel

/// One kind of manifest: its own fields and what it is for.
package struct KindSchema: Sendable {
    package var kind: Kind
    /// One or two plain sentences.
    package var documentation: String
    /// A complete manifest.
    package var example: String
    /// `labels` and `annotations` first, then the kind's own; `kind`, `name` and `user` are the key and not among them.
    package var object: ObjectSchema

    package init(
        _ kind: Kind, _ documentation: String, example: String, ignored: Set<String> = [], _ fields: [FieldSchema]
    ) {
        self.kind = kind
        self.documentation = documentation
        self.example = example
        object = ObjectSchema(kind.title, ignored: ignored, Schema.common + fields)
    }
}
