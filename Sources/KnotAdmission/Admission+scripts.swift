import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

extension Admission {
    /// Whether the scripts that a template or a space names exist.
    func checkScripts(namedBy record: Record) -> Refusal? {
        for hook in Hook.allCases {
            guard case .named(let name)? = record.manifest.script(at: hook),
                staging.live(ResourceKey(.script, name: name)) == nil
            else { continue }
            if let failure = setting.quarantine[ResourceKey(.script, name: name)] {
                return Refusal(key: record.key, field: hook.field, failure: failure)
            }
            let near = Suggestion.nearest(
                to: name, among: staging.store.names(near: ResourceKey(.script, name: name)))
            return Refusal(
                key: record.key, field: hook.field,
                failure: Failure(
                    .notFound, subject: record.key.description,
                    "there is no script named '\(name)'; "
                        + (near.map { "did you mean '\($0)'?" } ?? "apply it first, or together with this one")))
        }
        return nil
    }

    /// Whether a space's scripts can be rendered.
    func checkScripts(of record: Record, _ template: Record, _ renderer: SpaceRenderer) -> Refusal? {
        for hook in Hook.allCases {
            do throws(Failure) {
                _ = try renderer.scripts(hook, record, template)
            } catch {
                return Refusal(key: record.key, field: hook.field, failure: error)
            }
        }
        return nil
    }
}
