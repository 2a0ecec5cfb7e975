import KnotModel
import KnotStore

extension Store {
    /// The templates that may be made with a variable or volume, by what they say themselves.
    func templates(madeWith key: ResourceKey) -> Set<ResourceKey> {
        let any = key.kind == .variable ? Ingredients.anyVariable : Ingredients.anyVolume
        return Set(holders(of: key) + holders(of: any))
    }

    /// The variables that are among the ingredients; all where any may be.
    func variables(of ingredients: Ingredients) -> [Manifest] {
        ingredients.keys.contains(Ingredients.anyVariable)
            ? records(of: .variable).map(\.manifest) : manifests(of: .variable, ingredients)
    }

    /// The volumes that are among the ingredients; all where any may be. One that is being deleted is none.
    func volumes(of ingredients: Ingredients) -> [Manifest] {
        ingredients.keys.contains(Ingredients.anyVolume)
            ? records(of: .volume).filter { !$0.isDeleting }.map(\.manifest) : manifests(of: .volume, ingredients)
    }

    private func manifests(of kind: Kind, _ ingredients: Ingredients) -> [Manifest] {
        ingredients.keys.filter { $0.kind == kind }.sorted()
            .compactMap { self[$0] }.filter { !$0.isDeleting }.map(\.manifest)
    }
}
