import KnotModel
import KnotPlan

/// Renders spaces against what is staged; the variables and volumes are collected once.
struct StagedRenderer {
    private let variables: [Manifest]
    private let volumes: [Manifest]
    private let context: RenderContext

    init(_ staging: Staging, _ context: RenderContext) {
        variables = staging.records(of: .variable).map(\.manifest)
        volumes = staging.records(of: .volume).filter { !$0.isDeleting }.map(\.manifest)
        self.context = context
    }

    func render(_ space: Record, _ template: Record) throws(Failure) -> RenderedSpace {
        try Renderer.render(
            space: space.manifest, uid: space.uid, template: template.manifest, variables: variables, volumes: volumes,
            context: context)
    }

    func scripts(
        _ hook: Hook, _ space: Record, _ template: Record, script: (String) -> Manifest?
    ) throws(Failure) -> [Script] {
        try Renderer.scripts(
            hook, space: space.manifest, uid: space.uid, template: template.manifest, variables: variables,
            context: context, script: script)
    }
}
