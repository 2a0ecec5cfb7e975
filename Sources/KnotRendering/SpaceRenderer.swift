import KnotModel
import KnotPlan
import KnotStore

/// Renders spaces against a store, each with the variables and volumes that its template or script names.
package struct SpaceRenderer: Sendable {
    private let store: Store
    private let context: RenderContext

    package init(_ store: Store, _ context: RenderContext) {
        self.store = store
        self.context = context
    }

    package func render(_ space: Record, _ template: Record) throws(Failure) -> RenderedSpace {
        try withIngredients(Ingredients(template: template.template)) {
            variables, volumes throws(Failure) in
            try Renderer.render(
                space: space.manifest, uid: space.uid, template: template.manifest, variables: variables,
                volumes: volumes, context: context)
        }
    }

    package func scripts(_ hook: Hook, _ space: Record, _ template: Record) throws(Failure) -> [Script] {
        let sources = [template, space].compactMap { $0.manifest.script(at: hook) }
        guard !sources.isEmpty else { return [] }
        let texts = sources.compactMap { source in
            switch source {
            case .text(let text): text
            case .named(let name): script(name)?.script.content
            }
        }
        return try withIngredients(Ingredients(texts: texts)) { variables, _ throws(Failure) in
            try Renderer.scripts(
                hook, space: space.manifest, uid: space.uid, template: template.manifest, variables: variables,
                context: context, script: script)
        }
    }

    private func script(_ name: String) -> Manifest? {
        store[ResourceKey(.script, name: name)].flatMap { $0.isTombstone ? nil : $0.manifest }
    }

    /// What fails is tried with all there are: the failure may name what was meant.
    private func withIngredients<Result>(
        _ ingredients: Ingredients, _ render: ([Manifest], [Manifest]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do throws(Failure) {
            return try render(store.variables(of: ingredients), store.volumes(of: ingredients))
        } catch {
            return try render(store.variables(of: .all), store.volumes(of: .all))
        }
    }
}
