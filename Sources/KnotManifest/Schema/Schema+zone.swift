import KnotModel

extension Schema {
    static let zone = KindSchema(
        .zone, "A group of servers, by place or by purpose. Spaces are placed within one.",
        example: """
            kind: Zone
            name: us-west
            runtimes: [docker, podman]
            failover: volumeless
            """,
        [
            FieldSchema("description", .text, "Where or what it is.", example: "Oregon"),
            FieldSchema(
                "runtimes", .list(.word(["docker", "podman", "apple", "nomad"])),
                "The runtimes that may be used in it, the preferred one first.",
                defaultText: "what each server is set to",
                example: "[docker, podman]"),
            FieldSchema(
                "failover", .word(["never", "volumeless"]),
                "What happens to spaces of a node that is dead: nothing, or those without volumes start elsewhere.",
                default: "never", example: "volumeless", note: FieldSchema.later),
        ])

    static let variable = KindSchema(
        .variable,
        "A value that templates read as `${{ .var.<name> }}`; a dash of the name is written `_` there.",
        example: """
            kind: Variable
            name: registry
            value: registry.example.com
            """,
        ignored: ["templatevar_id", "is_managed", "created_at", "updated_at"],
        [
            FieldSchema("value", .text, "The value.", required: true, example: "registry.example.com"),
            FieldSchema("description", .text, "What it is for.", example: "The company's registry"),
            FieldSchema(
                "zones", .list(.format(.zonePattern)),
                "The zones in which it holds; `!zone` leaves one out. None: all.",
                example: "[us-west]"),
            FieldSchema(
                "protected", .bool, "Never shows the value to anyone again.", default: false, example: "true"),
            FieldSchema(
                "local", .bool, "Holds on this server only, and goes before the others.", default: false,
                example: "true"),
            FieldSchema(
                "restricted", .bool, "Only templates of administrators may read it.", default: false, example: "true",
                note: FieldSchema.later),
        ])

    static let volume = KindSchema(
        .volume, "A volume that exists by itself, for several spaces or to outlive them.",
        example: """
            kind: Volume
            name: datasets
            size: 100g
            """,
        ignored: ["volume_id", "is_managed", "created_at", "updated_at", "created_user_id", "updated_user_id"],
        [
            FieldSchema("description", .text, "What it holds.", example: "Training data"),
            FieldSchema(
                "size", .format(.bytes), "Its size.", example: "100g",
                note: "Docker and Podman do not limit the size of a volume"),
            FieldSchema(
                "zone", .name(of: .zone), "The zone it is made in.",
                defaultText: "the zone of the server that admits it",
                example: "us-west"),
            FieldSchema(
                "node", .text, "The server it is made on: its name, host or id.", defaultText: "chosen by knot",
                example: "server2.example.com", aliases: ["node_id", "server"]),
            FieldSchema("active", .bool, "Whether it should exist on its node.", default: true, example: "false"),
            FieldSchema(
                "platform", .word(["docker", "podman", "apple", "container", "nomad"]), "The runtime that makes it.",
                defaultText: "any that the node offers", example: "docker"),
            FieldSchema(
                "engine_name", .text, "Its literal name in the engine.", defaultText: "the resource's name",
                example: "team.datasets"),
            FieldSchema(
                "volumes", .volumes(standaloneVolume),
                "The long form: exactly one entry, which gives `engine_name` and `size`. Nomad's list of one is "
                    + "kept as it is.", example: "{datasets: {size: 100g}}", aliases: ["definition"]),
        ])

    private static let standaloneVolume = ObjectSchema(
        "volume", [FieldSchema("size", .format(.bytes), "The volume's size.", example: "100g")])
}
