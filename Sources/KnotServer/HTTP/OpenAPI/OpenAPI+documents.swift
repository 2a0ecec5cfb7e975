import KnotModel
import KnotPlan

extension OpenAPI {
    /// What the API answers.
    static var documents: FieldMap {
        [
            "ResourceList": object(
                ["items": list(reference("Resource")), "cursor": reference("Cursor")], required: ["items"]),
            "WatchEvent": object(
                [
                    "change": choice(["put", "deleted", "bookmark"]), "resource": reference("Resource"),
                    "cursor": reference("Cursor"),
                ], required: ["change"]),
            "Difference": object(
                [
                    "path": text("Dotted"), "before": .map([:]), "after": .map([:]),
                    "effect": choice(["none", "live", "closing", "start", "restart"]),
                ], required: ["path", "effect"]),
            "Condition": object(
                [
                    "topic": choice(Condition.Topic.allCases.map(\.rawValue)),
                    "state": choice(["True", "False", "Unknown"]),
                    "reason": string, "message": string, "since": reference("Time"),
                ], required: ["topic", "state", "reason", "message", "since"]),
            "Changes": object(["changes": list(reference("Change"))], required: ["changes"]),
            "Change": object(
                [
                    "key": reference("Key"),
                    "verb": choice(["created", "configured", "unchanged", "deleted", "pruned"]),
                    "differences": list(reference("Difference")), "revision": reference("Revision"),
                    "pending": list(reference("Key")),
                    "blocked": list(object(["key": reference("Key"), "reason": string], required: ["key", "reason"])),
                    "warnings": list(string), "effects": list(reference("SpaceEffect")),
                ], required: ["key", "verb", "differences", "pending", "blocked", "warnings", "effects"]),
            "SpaceEffect": object(
                [
                    "key": reference("Key"), "when": choice(["now", "closing", "start", "restart"]),
                    "differences": list(reference("Difference")), "message": string, "losesData": boolean,
                ], required: ["key", "when", "differences", "message", "losesData"]),
            "Errors": object(
                [
                    "errors": list(
                        object(
                            ["key": reference("Key"), "field": text("Dotted"), "failure": reference("Failure")],
                            required: ["field", "failure"]))
                ], required: ["errors"]),
            "Event": object(
                [
                    "key": reference("Key"), "severity": choice(["Normal", "Warning"]), "reason": string,
                    "message": string, "count": integer, "first": reference("Time"), "last": reference("Time"),
                    "node": text("The name of the node"), "variant": integer,
                ], required: ["key", "severity", "reason", "message", "count", "first", "last", "node"]),
            "EventList": object(["items": list(reference("Event"))], required: ["items"]),
            "Explanation": object(
                [
                    "resource": reference("Resource"), "chain": list(string), "plan": list(string),
                    "events": list(reference("Event")),
                ], required: ["resource", "chain", "plan", "events"]),
            "Health": object(["status": string, "reasons": list(string)], required: ["status", "reasons"]),
            "Version": object(
                [
                    "version": string, "node": text("The name of the node"), "nodeID": text("Never changes"),
                    "nodeKey": text("Fingerprint of its public key: SHA-256 in hex"), "cluster": string, "zone": string,
                    "user": string,
                    "warnings": list(string),
                ],
                required: ["version", "node", "cluster"]),
            "RuntimeList": object(
                [
                    "items": list(
                        object(
                            [
                                "kind": choice(EngineKind.allCases.map(\.rawValue)), "up": boolean, "version": string,
                                "failure": reference("Failure"),
                            ], required: ["kind", "up"]))
                ], required: ["items"]),
            "Token": object(
                [
                    "name": string, "user": string, "description": string, "createdAt": reference("Time"),
                    "token": text("The secret; only in the answer to the request that made it"),
                ], required: ["name", "user", "description"]),
            "TokenList": object(["items": list(reference("Token"))], required: ["items"]),
        ]
    }

    /// What the API takes as JSON.
    static var requests: FieldMap {
        [
            "Delete": closed(
                [
                    "keys": list(reference("Key")), "keepVolumes": boolean, "force": boolean, "ignoreMissing": boolean,
                ], required: ["keys"]),
            "TokenRequest": closed(["name": string, "user": string, "description": string], required: ["user"]),
        ]
    }
}
