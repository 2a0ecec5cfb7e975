import KnotModel

extension Plan {
    /// Why a container that is there could not be made again today: what does not render or is refused by policy, and
    /// volumes that it mounts, that knot did not make, and that the policy no longer lets it mount.
    func refusal(of container: ObservedContainer, _ desired: DesiredSpace) -> Failure? {
        switch desired.rendered {
        case .failure(let failure):
            return failure
        case .success(let rendered):
            let mounted = Set(
                rendered.container.mounts.compactMap { mount -> String? in
                    guard case .volume(let name) = mount.source else { return nil }
                    return name
                })
            let violations = (container.detail?.foreignVolumes ?? []).filter(mounted.contains)
                .compactMap { rendered.container.foreignVolumes?.violation($0) }
            guard !violations.isEmpty else { return nil }
            return Failure(
                .refusedByPolicy, subject: desired.ownership.key.description,
                violations.map(\.message).joined(separator: "; "))
        }
    }
}
