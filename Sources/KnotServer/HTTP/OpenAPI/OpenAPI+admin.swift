import KnotModel

extension OpenAPI {
    /// What the administrator's routes take and answer.
    static var admin: FieldMap {
        [
            "Database": object(
                [
                    "failure": reference("Failure"), "setBackTo": reference("Time"),
                    "unreadable": list(
                        object(["name": string, "failure": reference("Failure")], required: ["name", "failure"])),
                    "unknown": list(
                        object(
                            [
                                "key": reference("Key"), "engine": string, "container": string, "state": string,
                                "isUnreadable": boolean,
                            ], required: ["key", "engine", "container", "state", "isUnreadable"])),
                    "unlisted": list(string),
                    "ahead": object(
                        ["milliseconds": integer, "entries": integer, "latest": reference("Revision")],
                        required: ["milliseconds", "entries", "latest"]),
                ], required: ["unreadable", "unknown", "unlisted"]),
            "Discard": object(["names": list(string)], required: ["names"]),
            "AdoptionList": object(
                [
                    "items": list(
                        object(
                            [
                                "key": reference("Key"), "cluster": text("The cluster id in its labels"),
                                "engine": string, "uid": string, "container": string, "state": string,
                                "volumes": list(string), "failure": reference("Failure"),
                            ], required: ["key", "cluster", "engine", "uid", "volumes"])),
                    "unlisted": list(string),
                ], required: ["items", "unlisted"]),
            "AdoptionRequest": object(
                [
                    "items": list(
                        object(
                            ["key": reference("Key"), "cluster": string, "engine": string],
                            required: ["key", "cluster", "engine"]))
                ], required: ["items"]),
        ]
    }
}
