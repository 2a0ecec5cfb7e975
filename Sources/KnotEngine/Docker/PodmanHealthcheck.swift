import KnotPlan

/// What Podman needs that Docker does not for a health check to be what was asked for (Podman 4.3, compatible API).
package enum PodmanHealthcheck {
    /// The test in a form that Podman keeps whole. It joins the arguments of a `CMD` list and splits them at white space,
    /// so that an empty one is lost and one with a blank in it becomes two; such a test goes through the image's shell.
    package static func test(_ test: [String]) -> [String] {
        guard test.first == "CMD", test.contains(where: { $0.isEmpty || $0.contains(where: \.isWhitespace) }) else {
            return test
        }
        return ["CMD-SHELL", "exec " + test.dropFirst().map(quoted).joined(separator: " ")]
    }

    /// A check without a test of its own over the image's: Podman would take the image's as it is.
    package static func merged(
        _ check: ContainerSpec.Healthcheck, over image: ContainerSpec.Healthcheck
    ) -> ContainerSpec.Healthcheck {
        ContainerSpec.Healthcheck(
            test: image.test, interval: check.interval ?? image.interval, timeout: check.timeout ?? image.timeout,
            startPeriod: check.startPeriod ?? image.startPeriod, retries: check.retries ?? image.retries)
    }

    /// As one word of a shell.
    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }
}
