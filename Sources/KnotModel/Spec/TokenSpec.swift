/// What lets a program speak for a user. It has no manifest: the server makes it.
package struct TokenSpec: TypedSpec {
    package enum Field: String, SpecField {
        case user, digest, description

        package var effect: FieldDifference.Effect { .none }
    }

    package var fields: FieldMap

    package init(_ fields: FieldMap) { self.fields = fields }

    package init(user: String, digest: String, description: String) {
        self.init([:])
        self[.user] = .string(user)
        self[.digest] = .string(digest)
        self[.description] = .string(description)
    }

    package var user: String? { text(.user) }
    /// Of the secret.
    package var digest: String? { text(.digest) }
    package var description: String { text(.description) ?? "" }
}
