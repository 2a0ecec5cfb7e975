import KnotModel

extension Schema {
    static let space = KindSchema(
        .space,
        "One development environment of one user, made from a template.",
        example: """
            kind: Space
            name: web
            template: ubuntu
            running: true
            cpus: 2
            memory: 4g
            """,
        ignored: [
            "space_id", "parent_space_id", "pool_id", "user_id", "shares", "stack_prefix", "template_hash",
            "nomad_namespace", "container_id", "volume_data", "ssh_host_signer", "is_deployed", "is_pending",
            "is_deleting", "is_deleted", "started_at", "created_at", "updated_at",
        ],
        place + resources + own + network)

    private static let place = [
        FieldSchema(
            "template", .name(of: .template), "The template it is made from.", required: true, example: "ubuntu"),
        FieldSchema(
            "zone", .name(of: .zone), "The zone it must run in.", defaultText: "the zone of the server that admits it",
            example: "us-west"),
        FieldSchema(
            "node", .text, "The server it must run on: its name, host or id.", defaultText: "chosen by knot",
            example: "server2.example.com",
            aliases: ["server", "selected_node_id"]),
        FieldSchema(
            "running", .bool, "Whether it should run. Left as it is when not written; a new space starts.",
            defaultText: "true for a new space", example: "false"),
    ]

    private static let resources = [
        FieldSchema(
            "cpus", .format(.cpus), "The most processors it may use; goes before the template's.",
            defaultText: "the template's", example: "2"),
        FieldSchema(
            "memory", .format(.memory), "The most memory it may use; goes before the template's.",
            defaultText: "the template's", example: "4g"),
        FieldSchema(
            "drift", .word(["correct", "report", "ignore"]),
            "What to do about changes made from outside to what knot made.",
            defaultText: "the template's, else correct",
            example: "report"),
        FieldSchema(
            "keep_volumes", .bool, "Keeps its volumes when the space is deleted.", default: false, example: "true"),
    ]

    private static let own = [
        FieldSchema("description", .text, "What the space is for.", example: "The web front end"),
        FieldSchema("note", .text, "A note that is shown beside the space.", example: "ask Alice before restarting"),
        FieldSchema("icon_url", .text, "A picture for web pages.", example: "https://example.com/web.svg"),
        FieldSchema(
            "custom_fields", .pairs, "Values for the template's custom fields, read there as `${{ .custom.<name> }}`.",
            example: "{branch: main}"),
        FieldSchema(
            "shell", .text, "The shell that terminals open, and `knot space exec` without a command.",
            defaultText: "bash, else sh", example: "bash"),
        FieldSchema(
            "startup_script", .text,
            "The user's own script that runs after the template's, by name; a text with white space is the script itself.",
            example: "dotfiles", aliases: ["startup_script_id"], rendered: true),
    ]

    private static let network = [
        FieldSchema(
            "depends_on", .list(.name(of: .space)), "Spaces of the same user that run before this one.",
            example: "[db]", note: "it starts once these are ready, and stops before those of them that stop with it"),
        FieldSchema(
            "stack", .name(of: nil), "The stack it belongs to; its spaces read one another as `${{ .stack.… }}`.",
            example: "shop", note: FieldSchema.later),
        FieldSchema(
            "alt_names",
            .entries(
                ObjectSchema(
                    "alt name",
                    [
                        FieldSchema("name", .name(of: nil), "The further name.", required: true, example: "api"),
                        FieldSchema("port", .int(0...65535), "The port it leads to.", example: "8080"),
                    ]), value: "port"),
            "Further names in the space's URL.", example: "[{name: api, port: 8080}]", note: FieldSchema.later),
        FieldSchema(
            "port_forwards",
            .list(
                .object(
                    ObjectSchema(
                        "port forward",
                        [
                            FieldSchema(
                                "local_port", .int(1...65535), "The port in this space.", required: true,
                                example: "5432"),
                            FieldSchema(
                                "space", .name(of: .space), "The space it leads to.", required: true, example: "db",
                                aliases: ["to_space"]),
                            FieldSchema(
                                "remote_port", .int(1...65535), "The port there.", required: true, example: "5432"),
                        ]))),
            "Ports of other spaces that are reached inside this one.",
            example: "[{local_port: 5432, space: db, remote_port: 5432}]", note: FieldSchema.later),
    ]
}
