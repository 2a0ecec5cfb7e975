import KnotModel

/// An engine's refusal, before it is put into knot's words.
package struct EngineRefusal: Sendable, Hashable {
    package var status: Int
    /// The engine's words.
    package var message: String

    package init(status: Int, message: String) {
        self.status = status
        self.message = message
    }

    /// Whether the words contain one of `phrases`, which are in lower case.
    func says(_ phrases: String...) -> Bool { says(phrases) }

    func says(_ phrases: [String]) -> Bool {
        let text = message.lowercased()
        return phrases.contains { text.contains($0) }
    }

    /// Whether Podman says that what it keeps of a container is gone, though it still lists the container.
    var isOfLostStorage: Bool { status >= 500 && says("container not known", "layer not known") }

    /// What it means for `subject`. The words were checked on Docker 20.10 and Podman 4.3; later ones add forms.
    package func failure(about subject: EngineCall.Subject) -> Failure {
        if case .image(let name) = subject, let failure = pullFailure(of: name) { return failure }
        return resourceFailure(about: subject) ?? commandFailure(about: subject) ?? nameFailure(about: subject)
            ?? statusFailure(about: subject)
    }

    /// What a machine has run out of.
    private func resourceFailure(about subject: EngineCall.Subject) -> Failure? {
        if says("no space left on device", "disk quota exceeded") {
            return failure(.outOfDisk, subject, "no disk space is left for \(subject.title); free some on the node")
        }
        if says("cannot allocate memory", "out of memory") {
            return failure(
                .outOfMemory, subject, "the node has too little memory for \(subject.title); free some, or ask for less"
            )
        }
        if says("port is already allocated", "address already in use", "ports are not available") {
            let port = portInWords
            let title = port.map { "port \($0)" } ?? "a port"
            return Failure(
                .portTaken, subject: port ?? subject.name,
                "\(subject.title) cannot have \(title), which something else on the node uses; choose another host port",
                cause: message)
        }
        return nil
    }

    /// The number behind the last `:` of an address: `0.0.0.0:8080: bind: …` or `Bind for 0.0.0.0:8080 failed`.
    private var portInWords: String? {
        message.split(whereSeparator: { $0 == " " }).compactMap { word -> String? in
            let parts = word.split(separator: ":", omittingEmptySubsequences: true)
            guard word.contains(":"), let last = parts.last, UInt16(last) != nil else { return nil }
            return String(last)
        }.last
    }

    private func commandFailure(about subject: EngineCall.Subject) -> Failure? {
        if says("container-init binary not found", "docker-init\": executable file not found") {
            return failure(
                .engineFailed, subject,
                "the node has no init process for \(subject.title); install catatonit (Podman) or tini (Docker), "
                    + "or leave out init")
        }
        let isRun = says("oci runtime", "unable to start container process", "runc create", "runc:", "crun:", "exec:")
        if isRun,
            says(
                "executable file not found", "no such file or directory", "permission denied", "is a directory",
                "exec format error", "not a directory", "invoked command")
        {
            return failure(
                .commandFailed, subject,
                "the command of \(subject.title) cannot be run; check command, entrypoint and the image")
        }
        if says(
            "unable to find user", "unable to find group", "no matching entries in passwd",
            "no matching entries in group")
        {
            return failure(
                .userMissing, subject, "the image of \(subject.title) has no such user; check user and the image")
        }
        if says("is not a directory", "workdir \"", "cannot mkdir") {
            return failure(
                .commandFailed, subject, "the working directory of \(subject.title) cannot be used; check workdir")
        }
        return nil
    }

    /// A name that is not there, or is there already.
    private func nameFailure(about subject: EngineCall.Subject) -> Failure? {
        if says("no such image", "image not known") {
            return failure(.imageMissing, subject, "the image of \(subject.title) is not on the node; pull it first")
        }
        if says(
            "is already in use by", "name is already in use", "container already exists",
            "already in use, cannot rename")
        {
            return failure(
                .nameTaken, subject,
                "another container has the name \(subject.name); remove or rename it, or choose another container_name")
        }
        if says("volume is in use", "volume is being used") {
            return failure(.volumeInUse, subject, "a container still uses \(subject.title); remove the container first")
        }
        if says("no such volume") {
            return failure(.volumeMissing, subject, "\(subject.title) is not on the node")
        }
        if says("network not found") || (says("network ") && says(" not found")) {
            if case .container = subject {
                return failure(
                    .networkMissing, subject,
                    "a network of \(subject.title) is not on the node; create it there, or choose another")
            }
            return failure(
                .networkMissing, subject, "\(subject.title) is not on the node; create it there, or choose another")
        }
        if says("no such container", "no container with name or id") {
            if case .network(_, let container) = subject {
                return failure(.containerMissing, subject, "container \(container) is gone")
            }
            return failure(.containerMissing, subject, "\(subject.title) is gone, or one it names is")
        }
        if says("is not running", "on running containers", "container is paused", "is paused, unpause") {
            return failure(.conflict, subject, "\(subject.title) is not running; start it first")
        }
        if says(
            "cannot remove a running container", "cannot remove a paused container", "cannot be removed without force",
            "before attempting removal", "before removing")
        {
            return failure(.conflict, subject, "\(subject.title) runs again; it is looked at once more")
        }
        if says("already in progress") {
            return failure(.busy, subject, "the engine is still at work on \(subject.title); try again in a moment")
        }
        return nil
    }

    private func statusFailure(about subject: EngineCall.Subject) -> Failure {
        if status == 400 || says("unknown capability", "invalid capadd", "invalid reference format", "cannot unmarshal")
        {
            return failure(.invalid, subject, "the engine does not take what is asked for \(subject.title)")
        }
        switch (status, subject) {
        case (404, .container): return failure(.containerMissing, subject, "\(subject.title) is gone")
        case (404, .image): return failure(.imageMissing, subject, "\(subject.title) does not exist; check its name")
        case (404, .volume): return failure(.volumeMissing, subject, "\(subject.title) is not on the node")
        case (404, .network): return failure(.networkMissing, subject, "\(subject.title) is not on the node")
        case (401, _),
            (403, _) where says("authorization denied"):
            return failure(.notAllowed, subject, "the engine does not allow this for \(subject.title)")
        case (403, _):
            // Docker's word for what passes: a network's endpoint of an earlier run that is still there, and the like.
            return failure(.busy, subject, "the engine refuses this for \(subject.title) for now")
        case (409, _):
            return failure(.conflict, subject, "\(subject.title) is not in a state that allows this")
        case (500..., _):
            return failure(.engineFailed, subject, "the engine failed at \(subject.title)")
        default:
            return failure(.unknown, subject, "the engine answered \(status) about \(subject.title)")
        }
    }

    private func pullFailure(of image: String) -> Failure? {
        let subject = EngineCall.Subject.image(image)
        if says("no space left on device", "disk quota exceeded") { return nil }
        if says(
            "no such host", "connection refused", "i/o timeout", "network is unreachable", "no route to host",
            "tls handshake", "x509:", "http response to https client", "context deadline exceeded", "temporary failure")
        {
            return failure(
                .registryUnreachable, subject,
                "image \(image) could not be pulled: its registry cannot be reached; check its name and the network")
        }
        if says("denied", "unauthorized", "authentication required", "no basic auth", "invalid username/password") {
            return failure(
                .pullDenied, subject,
                "the registry refuses image \(image): it does not exist, or needs a login; check its name and auth")
        }
        if says("manifest unknown", "not found", "name unknown", "does not exist", "no such image", "image not known") {
            return failure(.imageMissing, subject, "image \(image) is not in its registry; check its name and tag")
        }
        return nil
    }

    private func failure(_ code: Failure.Code, _ subject: EngineCall.Subject, _ message: String) -> Failure {
        Failure(code, subject: subject.name, message, cause: self.message)
    }
}
