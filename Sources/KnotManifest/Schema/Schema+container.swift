import KnotModel

extension Schema {
    /// The container of a template: what the engine is asked to make for each space.
    static let container = ObjectSchema(
        "container", image + process + place + rights + limits + lifecycle)

    private static func field(
        _ name: String, _ type: FieldType, _ documentation: String, required: Bool = false, default value: Value? = nil,
        defaultText: String? = nil, example: String? = nil, note: String? = nil
    ) -> FieldSchema {
        FieldSchema(
            name, type, documentation, required: required, default: value, defaultText: defaultText, example: example,
            note: note, rendered: true)
    }

    private static let image = [
        field(
            "image", .format(.image), "The image to run. Without a tag, `latest` is meant.", required: true,
            example: "ubuntu:24.04"),
        field(
            "pull", .word(["always", "missing", "never"]),
            "When to pull the image: at every start, when the node does not have it, or not at all.",
            default: "missing", example: "always"),
        field(
            "auth",
            .object(
                ObjectSchema(
                    "auth",
                    [
                        field("username", .text, "The user of the registry.", example: "alice"),
                        field(
                            "password", .text, "The password or token; better a variable than a text in the file.",
                            example: "${{ .var.registry_token }}"),
                    ])),
            "Credentials for the image's registry. Apple's runtime ignores them.",
            example: "{username: alice, password: s3cret}"),
        field(
            "container_name", .text, "The container's name in the engine.", defaultText: "<user>.<space>",
            example: "web-1", note: "No name of the form <user>.<space>: knot alone gives these"),
    ]

    private static let process = [
        field(
            "entrypoint", .words, "The program that runs first, in place of the image's own.",
            defaultText: "the image's",
            example: "[/sbin/init]"),
        field(
            "command", .words, "The command and its arguments, in place of the image's own.",
            defaultText: "the image's",
            example: "sleep infinity"),
        field(
            "user", .text, "The user, or user:group, that the command runs as.", defaultText: "the image's",
            example: "dev:dev"),
        field(
            "workdir", .format(.absolutePath), "The directory in which the command starts.", defaultText: "the image's",
            example: "/home/dev"),
        field(
            "environment", .environment, "Environment variables. A map is kept in the order of its names.",
            example: "[EDITOR=vim]"),
        field(
            "labels", .map(.text, keys: .engineLabel), "Labels on the container, beside knot's own.",
            example: "{team: web}"),
        field(
            "shell", .text, "Read for the sake of old files; the space's own `shell` is the one that counts.",
            example: "bash"),
    ]

    private static let place = [
        field(
            "hostname", .format(.hostname), "The host name inside the container.", defaultText: "the space's name",
            example: "web"),
        field(
            "ports", .list(.format(.port)),
            "Ports of the node that lead into the container: `[[address:]host:]container[/tcp|udp]`. Ranges of equal "
                + "length map in pairs; host port 0, or none, lets the engine choose.",
            example: "[8080:80, \"127.0.0.1:5432:5432\"]"),
        field(
            "volumes", .list(.format(.mount)),
            "What is mounted: `source:destination[:ro|rw|z|Z|nocopy]`. A source is a volume of the template, or an "
                + "absolute path of the node.", example: "[home:/home/dev]"),
        field(
            "network", .text, "The first network: bridge, host, none, container:<name>, or a named network.",
            default: "bridge", example: "host"),
        field(
            "networks", .list(.text), "Further named networks that the container joins. They must exist.",
            example: "[backend]"),
        field("dns", .list(.format(.address)), "Name servers, by address.", example: "[1.1.1.1]"),
        field("dns_search", .list(.text), "Domains that short names are looked up in.", example: "[example.com]"),
        field(
            "add_host", .list(.format(.hostEntry)), "Further entries of /etc/hosts, `name:address`; IPv6 too.",
            example: "[\"db:10.0.0.5\"]"),
    ]

    private static let rights = [
        field(
            "privileged", .bool, "Gives the container every right of the node's root. Avoid it.", default: false,
            example: "true"),
        field(
            "cap_add", .list(.format(.capability)), "Capabilities to add. CAP_AUDIT_WRITE is always added.",
            example: "[CAP_NET_ADMIN]"),
        field("cap_drop", .list(.format(.capability)), "Capabilities to take away.", example: "[CAP_MKNOD]"),
        field(
            "devices", .list(.format(.device)), "Devices of the node: `host:container[:rwm]`.",
            example: "[\"/dev/fuse:/dev/fuse\"]"),
    ]

    private static let limits = [
        field("memory", .format(.memory), "The most memory it may use.", defaultText: "no limit", example: "2g"),
        field("cpus", .format(.cpus), "The most processors it may use.", defaultText: "no limit", example: "1.5"),
        field("shm_size", .format(.bytes), "The size of /dev/shm.", defaultText: "64m", example: "256m"),
        field(
            "ulimits", .limits,
            "Resource limits by name: one number, or soft and hard, as in `1024:2048`; -1 is no limit.",
            example: "{nofile: {soft: 1024, hard: 65536}}"),
    ]

    private static let lifecycle = [
        field(
            "init", .bool, "Runs a small init as process 1, which collects dead processes.", default: false,
            example: "true"),
        field(
            "stop_grace", .format(.span), "How long it may take to end by itself before it is killed.", default: "10s",
            example: "30s"),
        field(
            "healthcheck", .object(healthcheck), "How the engine finds out that the container is well.",
            defaultText: "the image's", example: "{test: curl -f http://localhost/, interval: 30s}"),
    ]

    static let healthcheck = ObjectSchema(
        "healthcheck",
        [
            field(
                "test", .healthTest,
                "The check: a shell command, or a list that begins with CMD, CMD-SHELL or NONE. Exit code 0 is well. "
                    + "Without it the other fields change the image's own check.",
                example: "curl -f http://localhost/"),
            field("interval", .format(.span), "The time between two checks.", default: "30s", example: "10s"),
            field("timeout", .format(.span), "How long a check may take.", default: "30s", example: "5s"),
            field("retries", .int(0...1000), "Failures in a row that mean unwell.", default: 3, example: "5"),
            field(
                "start_period", .format(.span), "Time to start in which failures do not count.", default: "0s",
                example: "20s"),
            field("disable", .bool, "Turns off the image's own check.", default: false, example: "true"),
        ])
}
