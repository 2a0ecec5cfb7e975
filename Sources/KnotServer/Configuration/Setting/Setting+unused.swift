import KnotModel

/// Settings of the system that knot stays compatible with, which knot has no use for.
extension Setting {
    static let ui = unused([
        Setting("server.ui.icons", "icons", [], "Icon lists."),
        Setting("server.ui.enable_builtin_icons", "enable-builtin-icons", true, "Built-in icons."),
        Setting("server.ui.enable_gravatar", "enable-gravatar", true, "Gravatar pictures."),
        Setting("server.package_path", "package-path", "", "Directory of packages."),
        Setting("server.base_image.manifest", "base-images-manifest", "", "List of base images."),
        Setting("server.base_image.update_enabled", "base-images-update-enabled", false, "Update base images."),
        Setting("server.base_image.update_url", "base-images-update-url", "", "Where base images are updated from."),
    ])

    static let chat = unused([
        Setting("server.chat.enabled", "chat-enabled", false, "Chat."),
        Setting("server.chat.provider", "chat-provider", "openai", "Chat: provider."),
        Setting("server.chat.model", "chat-model", "qwen2.5-coder:14b", "Chat: model."),
        Setting("server.chat.api_key", "chat-api-key", "", "Chat: key."),
        Setting("server.chat.base_url", "chat-base-url", "", "Chat: address."),
        Setting("server.chat.openai_api_key", "chat-openai-api-key", "", "Chat: key."),
        Setting("server.chat.openai_base_url", "chat-openai-base-url", "", "Chat: address."),
        Setting("server.chat.openai_endpoints", "chat-openai-endpoints", false, "Chat: endpoints."),
        Setting("server.chat.max_tokens", "chat-max-tokens", 0, "Chat: length of answers."),
        Setting("server.chat.temperature", "chat-temperature", .double(0.1), "Chat: temperature."),
        Setting("server.chat.reasoning_effort", "chat-reasoning-effort", "", "Chat: effort."),
        Setting("server.chat.system_prompt_file", "chat-system-prompt-file", "", "Chat: prompt."),
        Setting("server.chat.ui_style", "chat-ui-style", "icon", "Chat: style."),
    ])

    static let tools = unused([
        Setting("server.mcp.enabled", "mcp-enabled", false, "Tool server."),
        Setting("server.mcp.disable_builtin_tools", "mcp-disable-builtin-tools", [], "Tool server: tools left out."),
        Setting("server.mcp.remote_servers", "", [], "Tool server: other servers."),
        Setting("server.mcp_tool_timeout", "mcp-tool-timeout", 180, "Tool server: seconds a call may take."),
        Setting("server.mcp_tools_path", "mcp-tools-path", "", "Tool server: directory of tools."),
    ])
}
