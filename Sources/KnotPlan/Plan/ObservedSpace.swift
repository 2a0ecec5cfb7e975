/// What one look at one engine showed of a key, and nothing else.
package struct ObservedSpace: Sendable, Hashable {
    package var containers: [ObservedContainer]
    package var volumes: [ObservedVolume]
    /// The images that the containers run, and those that their references name now.
    package var images: [ObservedImage]
    package var directories: [ObservedDirectory]

    package init(
        containers: [ObservedContainer] = [], volumes: [ObservedVolume] = [], images: [ObservedImage] = [],
        directories: [ObservedDirectory] = []
    ) {
        self.containers = containers
        self.volumes = volumes
        self.images = images
        self.directories = directories
    }
}
