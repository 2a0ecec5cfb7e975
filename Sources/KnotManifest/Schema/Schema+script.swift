import KnotModel

extension Schema {
    static let script = KindSchema(
        .script,
        "What runs in spaces after their start or before their stop. Templates and spaces name it.",
        example: """
            kind: Script
            name: dotfiles
            timeout: 5m
            content: |
              git clone https://git.example.com/${{ .user.username }}/dotfiles ~/dotfiles
              ~/dotfiles/install.sh
            """,
        ignored: [
            "script_id", "user_id", "groups", "zones", "is_managed", "created_at", "updated_at", "created_user_id",
            "updated_user_id",
        ],
        [
            FieldSchema("description", .text, "What it does.", example: "Fetches the user's dotfiles"),
            FieldSchema(
                "content", .text, "The script itself.", required: true, example: "\"npm install\"", aliases: ["script"],
                rendered: true),
            FieldSchema(
                "shell", .text, "The program of the container that takes the script after `-c`.", default: "sh",
                example: "bash"),
            FieldSchema(
                "timeout", .format(.span), "How long it may run; then it is ended and has failed.",
                defaultText: "10m at a start, 1m before a stop", example: "5m"),
            FieldSchema(
                "active", .bool, "Whether it runs. One that does not is passed over as if nobody named it.",
                default: true, example: "false"),
        ])
}
