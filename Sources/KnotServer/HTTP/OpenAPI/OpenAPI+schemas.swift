import KnotModel
import KnotPlan

/// The shapes of what goes over the wire, as the types of KnotAPI encode it.
extension OpenAPI {
    static var schemas: FieldMap {
        var all: FieldMap = [
            "Key": text("kind/name, or kind/owner/name: space/alice/web"),
            "Revision": text("16 hex digits of time, a dash, the id of the node that wrote it"),
            "Cursor": text("Where a watch goes on: of this server, until it starts again; give it back as it came"),
            "Time": ["type": "integer", "description": "Milliseconds since 1970-01-01T00:00:00Z"],
            "Fields": ["type": "object", "description": "A manifest's fields; see /api/v1/schema"],
            "Resource": resource, "Status": status, "Failure": failure,
        ]
        for fields in [documents, requests, admin] {
            for field in fields { all[field.key] = field.value }
        }
        return all
    }

    private static var resource: Value {
        object(
            [
                "key": reference("Key"), "kind": text("As a manifest names it: Template"), "name": string,
                "user": text("Whose it is, for kinds that belong to users"),
                "uid": text("Made at creation, never used again"),
                "revision": reference("Revision"), "owner": text("user:NAME or source:NAME"),
                "createdAt": reference("Time"), "deleting": boolean, "fields": reference("Fields"),
                "placement": object(
                    [
                        "node": text("The name of the node where it runs"), "engine": text("In which runtime"),
                        "epoch": integer,
                    ],
                    required: ["node", "engine", "epoch"]),
                "status": reference("Status"),
            ], required: ["key", "kind", "name", "uid", "revision", "owner", "createdAt", "deleting", "fields"])
    }

    private static var status: Value {
        object(
            [
                "uid": string, "node": text("The name of the node"),
                "phase": choice(Status.Phase.allCases.map(\.rawValue)),
                "observedRevision": reference("Revision"), "engine": string, "containerID": string,
                "image": object(
                    [
                        "reference": text("What it was asked for by"), "id": text("The engine's id of what runs"),
                        "digest": text("name@sha256:…, where a registry knows it"),
                    ], required: ["reference", "id"]),
                "startedAt": reference("Time"), "exitCode": integer, "restarts": integer,
                "lastRun": object(
                    [
                        "exitCode": integer, "outOfMemory": boolean, "memoryLimit": integer,
                        "startedAt": reference("Time"), "finishedAt": reference("Time"),
                    ], required: ["exitCode", "outOfMemory"]),
                "imageVolumes": list(string), "endedRun": reference("Time"), "nextTry": reference("Time"),
                "lastError": reference("Failure"),
                "pending": list(reference("Difference")), "drift": list(reference("Difference")),
                "conditions": list(reference("Condition")),
            ],
            required: ["uid", "node", "phase", "observedRevision", "restarts", "pending", "drift", "conditions"])
    }

    private static var failure: Value {
        object(
            [
                "code": choice(Failure.Code.allCases.map(\.rawValue)), "subject": text("What it happened to"),
                "message": text("What happened and what to do"), "cause": text("The other side's own words"),
            ], required: ["code", "subject", "message"])
    }

    static func object(_ properties: FieldMap, required: [String]) -> Value {
        ["type": "object", "properties": .map(properties), "required": .list(required.sorted().map { .string($0) })]
    }

    /// An object that has no other fields.
    static func closed(_ properties: FieldMap, required: [String]) -> Value {
        guard var schema = object(properties, required: required).map else { return .null }
        schema["additionalProperties"] = false
        return .map(schema)
    }

    static func list(_ item: Value) -> Value { ["type": "array", "items": item] }
    static func text(_ description: String) -> Value { ["type": "string", "description": .string(description)] }
    static func choice(_ words: [String]) -> Value { ["type": "string", "enum": .list(words.map { .string($0) })] }
    static var string: Value { ["type": "string"] }
    static var boolean: Value { ["type": "boolean"] }
    static var integer: Value { ["type": "integer"] }
}
