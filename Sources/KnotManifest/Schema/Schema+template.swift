import KnotModel

extension Schema {
    static let template = KindSchema(
        .template,
        "What a space is made from: a container, its volumes, and what users may set. Changing a template never "
            + "disturbs a running space; the change waits for the next restart.",
        example: """
            kind: Template
            name: ubuntu
            container:
              image: ubuntu:24.04
              command: sleep infinity
              volumes: ["home:/root"]
            volumes:
              home:
            """,
        ignored: [
            "template_id", "hash", "is_deleted", "is_managed", "created_user_id", "created_username", "created_at",
            "updated_user_id", "updated_username", "updated_at", "usage", "deployed",
        ],
        text + runtime + features + schedule + health + access)

    private static let text = [
        FieldSchema("description", .text, "What the template is for.", example: "Ubuntu with the usual tools"),
        FieldSchema("icon_url", .text, "A picture for web pages.", example: "https://example.com/ubuntu.svg"),
        FieldSchema(
            "platform", .word(["docker", "podman", "apple", "container", "nomad", "manual"]),
            "The runtime that its spaces need; `container` is any local one.", defaultText: "any that the node offers",
            example: "docker"),
        FieldSchema("active", .bool, "Whether new spaces may be made from it.", default: true, example: "false"),
    ]

    private static let runtime = [
        FieldSchema(
            "container", .object(container),
            "The container to run. Needed unless the platform is nomad or manual. An export's `job`, a text of YAML, "
                + "is read as this field.",
            example: "{image: \"ubuntu:24.04\"}", rendered: true),
        FieldSchema(
            "job", .text, "A Nomad job. For the other platforms it is the container, and kept as `container`.",
            note: "Nomad jobs are accepted and stored; they take effect in a later version", rendered: true),
        FieldSchema(
            "volumes", .volumes(templateVolume),
            "The volumes that each space of the template gets for itself. They stay when the space stops, and are "
                + "deleted with it.", example: "{home: {size: 20g}}", rendered: true),
        FieldSchema(
            "paths", .paths,
            "Directories of the node that are made for each space before it starts, where they are not there yet, and "
                + "removed with the last space that uses them. `container.volumes` mounts them.",
            example: "[\"/srv/spaces/${{ .space.name }}\"]",
            note: "only below the node's `policy.allowed_paths`; one that was there before is never removed",
            rendered: true),
        FieldSchema(
            "prune_volumes", .bool, "Deletes a space's volume when the template no longer names it. Its data is lost.",
            default: false, example: "true"),
        FieldSchema(
            "drift", .word(["correct", "report", "ignore"]),
            "What to do about changes made from outside to what knot made; a space's own `drift` goes before it.",
            default: "correct", example: "report"),
        FieldSchema(
            "custom_fields",
            .entries(
                ObjectSchema(
                    "custom field",
                    [
                        FieldSchema(
                            "name", .text, "Read as `${{ .custom.<name> }}`.", required: true, example: "branch"),
                        FieldSchema("description", .text, "What to enter.", example: "The branch to check out"),
                    ]), value: "description"),
            "Values that each space may set for itself.", example: "[branch]"),
        FieldSchema(
            "ports",
            .list(
                .object(
                    ObjectSchema(
                        "port",
                        [
                            FieldSchema("name", .text, "What users see.", example: "api"),
                            FieldSchema(
                                "port", .int(1...65535), "The port inside the space.", required: true, example: "8080"),
                            FieldSchema(
                                "protocol", .word(["tcp", "http", "https"]), "What speaks on it.", default: "tcp",
                                example: "http"),
                        ]))),
            "Ports that the space offers; they become KNOT_HTTP_PORT, KNOT_HTTPS_PORT and KNOT_TCP_PORT in the "
                + "container.",
            example: "[{name: api, port: 8080, protocol: http}]",
            note: "reaching them through knot takes effect in a later version"),
        FieldSchema(
            "startup_script", .text,
            "The script that runs in a space after each start, by name; a text with white space is the script itself.",
            example: "setup", note: "the space is ready once it has ended well", aliases: ["startup_script_id"],
            rendered: true),
        FieldSchema(
            "shutdown_script", .text,
            "The script that runs before a space stops, by name; a text with white space is the script itself.",
            example: "save", note: "it holds up no stop for longer than its timeout", aliases: ["shutdown_script_id"],
            rendered: true),
    ]

    private static let features = [
        ("with_terminal", "Offers a web terminal."), ("with_vscode_tunnel", "Offers a Visual Studio Code tunnel."),
        ("with_code_server", "Offers code-server."), ("with_ssh", "Offers SSH."),
        ("with_run_command", "Lets commands be run through the API."),
        ("allow_node_migration", "Lets a space with volumes be placed on another node."),
        ("disable_user_activity", "Does not count user activity."),
    ].map {
        FieldSchema($0.0, .bool, $0.1, default: false, example: "true", note: FieldSchema.later)
    }

    private static let schedule = [
        FieldSchema(
            "auto_start", .bool, "Starts spaces when their schedule opens.", default: false, example: "true",
            note: "without it they stay stopped until they are started or changed after it opened"),
        FieldSchema(
            "schedule_enabled", .bool, "Runs spaces only within `schedule`.", default: false, example: "true",
            note:
                "a warning event comes five minutes before the stop; a change stops nothing by itself: what runs stops when "
                + "the new hours end next, and is started within them only"),
        FieldSchema(
            "schedule",
            .list(
                .object(
                    ObjectSchema(
                        "day",
                        [
                            FieldSchema(
                                "enabled", .bool, "Whether spaces may run on this day.", default: false, example: "true"
                            ),
                            FieldSchema(
                                "from", .format(.clock), "When the day begins, as 9:00am or 09:00.", example: "9:00am"),
                            FieldSchema("to", .format(.clock), "When it ends.", example: "5:30pm"),
                        ]))),
            "The hours of each day, Sunday first; at most seven.",
            example: "[{enabled: false}, {enabled: true, from: 9:00am, to: 5:30pm}]",
            note: "in the server's time zone; an end not after its beginning is on the next day"),
        FieldSchema(
            "max_uptime", .int(0...1_000_000), "Stops a space after this many `max_uptime_unit`; 0 is never.",
            default: 0,
            example: "8",
            note:
                "counted from the container's start, or from the last change of the template or the space; it runs again once it is started or changed, or, with `auto_start`, "
                + "when its schedule opens next"),
        FieldSchema(
            "max_uptime_unit", .word(["disabled", "minute", "hour", "day"]), "The unit of `max_uptime`.",
            default: "disabled", example: "hour"),
    ]

    private static let health = [
        FieldSchema(
            "health_check_type", .word(["none", "agent", "tcp", "http", "program", "custom"]),
            "How knot itself finds out that a space is well; the engine's check is `container.healthcheck`.",
            default: "none", example: "http",
            note: "agent and custom take effect in a later version"),
        FieldSchema(
            "health_check_config", .text, "The URL, the port or the shell command to try.",
            example: "http://localhost:8080/",
            note: "whatever host is written, the container is asked"),
        FieldSchema(
            "health_check_skip_ssl_verify", .bool, "Accepts any certificate.", default: false, example: "true"),
        FieldSchema(
            "health_check_timeout", .int(0...86_400), "Seconds that a check may take.", defaultText: "5", example: "5"),
        FieldSchema(
            "health_check_interval", .int(0...86_400), "Seconds between two checks.", defaultText: "30", example: "30"),
        FieldSchema(
            "health_check_max_failures", .int(0...1000), "Failures in a row that mean unwell.", defaultText: "3",
            example: "3"),
        FieldSchema(
            "health_check_auto_restart", .bool, "Restarts a space that is unwell.", default: false, example: "true",
            note: "its container is stopped and started in place; for a failing `container.healthcheck`, too"),
    ]

    private static let access = [
        FieldSchema(
            "zones", .list(.format(.zonePattern)), "The zones that offer it; `!zone` leaves one out. None: all.",
            example: "[us-west]"),
        FieldSchema(
            "groups", .list(.text), "The groups whose users may use it. None: all.", example: "[developers]",
            note: FieldSchema.later),
        FieldSchema(
            "compute_units", .int(0...1_000_000), "What a running space counts against a quota.", default: 0,
            example: "2", note: FieldSchema.later),
        FieldSchema(
            "storage_units", .int(0...1_000_000), "What a space's volumes count against a quota.", default: 0,
            example: "10", note: FieldSchema.later),
    ]

    static let templateVolume = ObjectSchema(
        "volume",
        [
            FieldSchema(
                "size", .format(.bytes), "The volume's size.", example: "20g",
                note: "Docker and Podman do not limit the size of a volume", rendered: true),
            FieldSchema(
                "shared", .bool,
                "Uses this very name in the engine, so that every space that names it gets the same volume. Shared "
                    + "volumes are never deleted with a space.", default: false, example: "true", rendered: true),
        ])
}
