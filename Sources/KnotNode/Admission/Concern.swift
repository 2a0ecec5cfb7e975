import KnotModel
import KnotPlan

/// Which spaces what is changed goes into. Gathered once for a request; nothing is rendered to find them.
struct Concern {
    private var byTemplate: [String: [ResourceKey]] = [:]
    /// Of each template as it was and as it will be.
    private var ingredients: [String: [Ingredients]] = [:]
    private var byScript: [String: Set<ResourceKey>] = [:]

    /// Looks through what there is only where a change of these kinds may go into spaces.
    init(_ staging: Staging, before: Staging? = nil, of kinds: Set<Kind>) {
        guard !kinds.isDisjoint(with: [.template, .variable, .volume, .script]) else { return }
        let spaces = staging.records(of: .space)
        for space in spaces {
            guard let name = space.spec.value.fields["template"]?.string else { continue }
            byTemplate[name, default: []].append(space.key)
        }
        // A template that no space has concerns none.
        for (name, spaces) in byTemplate {
            let key = ResourceKey(.template, name: name)
            let now = staging.live(key)?.spec.value.fields
            if kinds.contains(.script), let now { note(now, spaces, Hook.allCases) }
            guard !kinds.isDisjoint(with: [.variable, .volume]) else { continue }
            let then = before?.live(key)?.spec.value.fields
            ingredients[name] = ([now] + (then == now ? [] : [then])).compactMap { $0 }.map(Ingredients.init)
        }
        guard kinds.contains(.script) else { return }
        for space in spaces { note(space.spec.value.fields, [space.key], [.startup]) }
    }

    private mutating func note(_ fields: FieldMap, _ spaces: [ResourceKey], _ hooks: [Hook]) {
        for hook in hooks {
            guard case .named(let name)? = ScriptSource(fields[hook.field]) else { continue }
            byScript[name, default: []].formUnion(spaces)
        }
    }

    /// In order; a space concerns itself.
    func spaces(of key: ResourceKey) -> [ResourceKey] {
        switch key.kind {
        case .space: return [key]
        case .template: return byTemplate[key.name] ?? []
        case .variable, .volume:
            return ingredients.filter { $0.value.contains { $0.contains(key) } }
                .flatMap { byTemplate[$0.key] ?? [] }.sorted()
        case .script: return (byScript[key.name] ?? []).sorted()
        case .zone, .token: return []
        }
    }
}
