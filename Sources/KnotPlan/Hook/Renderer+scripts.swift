import KnotModel

extension Renderer {
    /// The scripts of a hook in the order in which they run: the template's, then for a start the space's own. None for a
    /// script that is not active. Fails with the field that is at fault.
    package static func scripts(
        _ hook: Hook, space: Manifest, uid: UID, template: Manifest, variables: [Manifest], context: RenderContext,
        script: (String) -> Manifest?
    ) throws(Failure) -> [Script] {
        var scripts: [Script] = []
        for holder in [template, space] {
            guard let source = holder.script(at: hook) else { continue }
            let scope = Scope.fields(
                space: space, uid: uid, template: template, variables: variables, context: context)
            let subject = space.key.description
            switch source {
            case .text(let text):
                let title = "\(hook.field) of \(holder.key)"
                scripts.append(
                    Script(
                        title: title, shell: "sh",
                        text: try rendered(text, scope, subject: subject, path: title), timeout: hook.timeout))
            case .named(let name):
                guard let manifest = script(name) else {
                    throw Failure(
                        .notFound, subject: subject,
                        "\(hook.field) of \(holder.key) names script '\(name)', which does not exist: apply it, or name "
                            + "another")
                }
                guard manifest.script.isActive else { continue }
                let title = manifest.key.description
                let timeout = manifest.script.timeout
                scripts.append(
                    Script(
                        title: title, shell: manifest.script.shell,
                        text: try rendered(
                            manifest.script.content ?? "", scope, subject: subject,
                            path: "content of \(title)"),
                        timeout: max(1_000, timeout ?? hook.timeout)))
            }
        }
        return scripts
    }

    private static func rendered(
        _ text: String, _ scope: FieldMap, subject: String, path: String
    ) throws(Failure) -> String {
        try substitute(.string(text), scope, subject: subject, path: path).string ?? ""
    }
}
