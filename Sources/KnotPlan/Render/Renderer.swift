import KnotExpression
import KnotModel

/// Turns a space and its template into the container that should run.
package enum Renderer {
    /// Bytes of text of a container, with every variable substituted: what Linux gives a program for arguments and
    /// environment together.
    package static let longestSpec = 2 << 20

    /// The rendered space, or why it cannot be: a missing variable, a field that does not fit after substitution, a
    /// volume that nobody declares. The failure's message names the field.
    package static func render(
        space: Manifest, uid: UID, template: Manifest, variables: [Manifest], volumes: [Manifest],
        context: RenderContext
    ) throws(Failure) -> RenderedSpace {
        let subject = space.key.description
        let scope = Scope.fields(
            space: space, uid: uid, template: template, variables: variables, context: context)
        guard let container = template.template.container else {
            throw Failure(
                .invalid, subject: subject,
                "\(template.key) has no container: add 'container:' with an 'image' to the template")
        }
        let substituted = try substitute(.map(container), scope, subject: subject, path: "container")
        let declared = try substitute(
            template.template[.volumes] ?? [:], scope, subject: subject, path: "volumes")
        let paths = try substitute(template.template[.paths] ?? [], scope, subject: subject, path: "paths")
        let directories = try Directories.paths(paths, subject: subject, context: context)
        let reader = FieldReader(subject: subject, path: "container", fields: substituted.map ?? [:])
        let names = VolumeNames(space: space.key, declared: declared, resources: volumes)
        var spec = try ContainerSpec(reader, space: space.key)
        try checkLimits(of: space)
        spec.environment = environment(spec.environment, template: template)
        let mounts = try names.mounts(reader, context: context)
        spec.mounts = mounts.mounts
        context.policy.apply(to: &spec)
        try spec.checkConflicts(reader)
        let fields = spec.fields
        let size = Value.map(fields).textBytes
        guard size <= longestSpec else {
            throw reader.failure(
                "environment",
                "with everything in it the container comes to \(size) bytes of text; no system starts one "
                    + "of more than \(longestSpec)")
        }
        var secrets = SecretFields(space: space.key, key: context.labelKey)
        if let covered = covered(variables) {
            let other = Scope.fields(space: space, uid: uid, template: template, variables: covered, context: context)
            secretFields(container, scope, covered: other, spec: spec, into: &secrets)
        }
        let sealed = secrets.sealed(fields)
        let auth = reader.nested("auth")
        return RenderedSpace(
            key: space.key, container: spec, fields: sealed, hash: SpecHash.of(sealed), volumes: mounts.owned,
            sharedVolumes: mounts.shared, commonVolumes: mounts.common, directories: directories,
            pull: try reader.text("pull").flatMap(RenderedSpace.PullPolicy.init) ?? .missing,
            auth: try auth.map { auth throws(Failure) in
                RegistryAuth(username: try auth.text("username") ?? "", password: try auth.text("password") ?? "")
            },
            prunesVolumes: template.template.prunesVolumes, secrets: secrets,
            violations: context.policy.check(spec) + context.policy.check(directories: directories))
    }

    /// The name that a `Volume` resource has in the engine.
    package static func engineName(of volume: Manifest) -> String { VolumeNames.engineName(of: volume) }

    /// The literal names of a template's volumes marked `shared`, but for those that hold expressions.
    package static func sharedNames(of template: Manifest) -> [String] {
        template.template.volumes.filter {
            $0.value.map?["shared"]?.scalarText == "true" && !TextTemplate.mayContainExpressions($0.key)
        }.map(\.key).sorted()
    }

    /// Renders every text below `value`, keys of maps included.
    static func substitute(
        _ value: Value, _ scope: FieldMap, subject: String, path: String
    ) throws(Failure) -> Value {
        switch value {
        case .string(let text):
            return .string(try substitute(text, scope, subject: subject, path: path))
        case .list(let items):
            var result: [Value] = []
            for (index, item) in items.enumerated() {
                result.append(try substitute(item, scope, subject: subject, path: "\(path)[\(index)]"))
            }
            return .list(result)
        case .map(let fields):
            var result = FieldMap()
            for field in fields {
                let inner = "\(path).\(field.key)"
                let key = try substitute(field.key, scope, subject: subject, path: inner)
                result[key] = try substitute(field.value, scope, subject: subject, path: inner)
            }
            return .map(result)
        default:
            return value
        }
    }

    private static func substitute(
        _ text: String, _ scope: FieldMap, subject: String, path: String
    ) throws(Failure) -> String {
        guard TextTemplate.mayContainExpressions(text) else { return text }
        do {
            return try TextTemplate(parsing: text).render(scope)
        } catch {
            let hint = error.hint.isEmpty ? "" : " (\(error.hint))"
            throw Failure(.variableMissing, subject: subject, "\(path): \(error.message)\(hint)")
        }
    }

    /// The environment with `KNOT_HTTP_PORT`, `KNOT_HTTPS_PORT` and `KNOT_TCP_PORT` made from the template's ports:
    /// each a comma-separated list of `port=name`.
    private static func environment(_ given: [String], template: Manifest) -> [String] {
        let protocols = ["http", "https", "tcp"]
        var result = given.filter { entry in
            !protocols.contains { entry.hasPrefix("KNOT_\($0.uppercased())_PORT=") }
        }
        let ports = template.template.ports
        for name in protocols {
            let entries = ports.filter { ($0["protocol"]?.string ?? "tcp") == name }
                .compactMap { port in
                    port["port"]?.scalarText.map { "\($0)=\(port["name"]?.string ?? $0)" }
                }
            if !entries.isEmpty {
                result.append("KNOT_\(name.uppercased())_PORT=" + entries.joined(separator: ","))
            }
        }
        return result
    }
}
