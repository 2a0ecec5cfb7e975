import KnotExpression
import KnotModel

extension Policy {
    /// What this policy forbids in a template's `container` and `paths` before any space is made of it: as far as its
    /// texts hold no expressions. What does not parse is left to those who render it.
    package func check(template fields: FieldMap) -> [PolicyViolation] {
        let template = TemplateSpec(fields)
        let container = template.container ?? [:]
        var spec = ContainerSpec(name: "", image: "")
        spec.privileged = ["true", "yes", "on"].contains(container["privileged"]?.scalarText?.lowercased() ?? "")
        spec.network = Self.literals(container["network"]).first
        spec.networks = Self.literals(container["networks"])
        spec.devices = Self.literals(container["devices"])
        spec.capAdd = Self.literals(container["cap_add"])
        spec.ports = Self.literals(container["ports"]).flatMap { (try? PortMapping.parse($0)) ?? [] }
        for text in Self.literals(container["volumes"]) {
            guard let mount = try? MountReference(parsing: text), AbsolutePath.isAbsolute(mount.source) else {
                continue
            }
            spec.mounts.append(.init(source: .path(mount.source), destination: mount.destination, modes: mount.modes))
        }
        return check(spec) + check(directories: Self.literals(template[.paths]).filter { AbsolutePath.isAbsolute($0) })
    }

    private static func literals(_ value: Value?) -> [String] {
        let values = value?.list ?? value.map { [$0] } ?? []
        return values.compactMap(\.scalarText).filter { !$0.isEmpty && !TextTemplate.mayContainExpressions($0) }
    }
}
