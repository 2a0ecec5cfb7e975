import KnotEngine
import KnotModel
import Testing

/// The engines' words as they were seen, Docker 20.10 first and Podman 4.3 second where both are given.
struct EngineRefusalTests {
    private static let container = EngineCall.Subject.container("alice.web")
    private static let image = EngineCall.Subject.image("team/app:1")

    @Test(
        arguments: [
            (404, "No such image: nosuch:1", container, .imageMissing),
            (404, "no such image: docker.io/library/nosuch:1: image not known", container, .imageMissing),
            (
                409,
                #"Conflict. The container name "/p1" is already in use by container "f8ba". You have to remove (or rename)"#,
                container, .nameTaken
            ),
            (
                500,
                #"container create: creating container storage: the container name "p1" is already in use by e80f. You have to remove that container to be able to reuse that name: that name is already in use"#,
                container, .nameTaken
            ),
            (
                409,
                "renaming container 6d2c: name p1 already in use, cannot rename container 6d2c: container already exists",
                container, .nameTaken
            ),
            (
                400,
                #"failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nosuch": stat /nosuch: no such file or directory: unknown"#,
                container, .commandFailed
            ),
            (
                500,
                #"runc: runc create failed: unable to start container process: exec: "/etc/passwd": permission denied: OCI permission denied"#,
                container, .commandFailed
            ),
            (
                400, #"OCI runtime create failed: exec: "x": executable file not found in $PATH: unknown"#, container,
                .commandFailed
            ),
            (500, "unable to find user nobodyhere: no matching entries in passwd file", container, .userMissing),
            (404, "network nosuchnet not found", container, .networkMissing),
            (
                500, "container create: unable to find network with name or ID nosuchnet: network not found", container,
                .networkMissing
            ),
            (404, "network nosuch not found", .network("nosuch", container: "x"), .networkMissing),
            (404, "No such container: nosuchc", .network("bridge", container: "x"), .containerMissing),
            (404, "No such container: nosuch", container, .containerMissing),
            (404, #"no container with name or ID "nosuch" found: no such container"#, container, .containerMissing),
            (409, "remove v1: volume is in use - [82a0]", .volume("v1"), .volumeInUse),
            (
                409, "volume v1 is being used by the following container(s): 6d2c: volume is being used", .volume("v1"),
                .volumeInUse
            ),
            (404, "get nosuch: no such volume", .volume("nosuch"), .volumeMissing),
            (409, "Container 0d72 is not running", container, .conflict),
            (403, "endpoint with name alice.web already exists in network bridge", container, .busy),
            (403, "authorization denied by plugin guard: no", container, .notAllowed),
            (
                500,
                #"getting container from store "9ceb06b8": container not known"#, container, .engineFailed
            ),
            (
                500, "can only create exec sessions on running containers: container state improper", container,
                .conflict
            ),
            (409, "removal of container 0d72 is already in progress", container, .busy),
            (400, "Minimum memory limit allowed is 6MB", container, .invalid),
            (500, #"container create: "CAP_NOSUCH": unknown capability"#, container, .invalid),
            (
                500,
                "container create: container-init binary not found on the host: stat /usr/libexec/podman/catatonit: no such file or directory",
                container, .engineFailed
            ),
            (500, "write /var/lib/docker/tmp/x: no space left on device", image, .outOfDisk),
            (500, "fork/exec /usr/bin/runc: cannot allocate memory", container, .outOfMemory),
            (500, "something broke", container, .engineFailed),
            (418, "short and stout", container, .unknown),
            (404, "page not found", image, .imageMissing),
            (
                404,
                "pull access denied for nosuch/image, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
                image, .pullDenied
            ),
            (
                500,
                "initializing source docker://x:1: reading manifest 1 in registry.example/x: unauthorized: authentication required",
                image, .pullDenied
            ),
            (
                404, "manifest for registry.example/x:9 not found: manifest unknown: manifest unknown", image,
                .imageMissing
            ),
            (
                500,
                #"Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host"#,
                image, .registryUnreachable
            ),
            (
                500,
                #"pinging container registry 127.0.0.1:5555: Get "https://127.0.0.1:5555/v2/": dial tcp 127.0.0.1:5555: connect: connection refused"#,
                image, .registryUnreachable
            ),
        ] as [(Int, String, EngineCall.Subject, Failure.Code)])
    func meansOneThing(status: Int, words: String, subject: EngineCall.Subject, code: Failure.Code) {
        let failure = EngineRefusal(status: status, message: words).failure(about: subject)
        #expect(failure.code == code)
        #expect(failure.cause == words)
        #expect(!failure.message.isEmpty)
    }

    @Test(arguments: [
        "driver failed programming external connectivity on endpoint p2 (7ab9): Error starting userland proxy: listen tcp4 0.0.0.0:18999: bind: address already in use",
        "driver failed programming external connectivity on endpoint p4 (2a95): Bind for 0.0.0.0:18999 failed: port is already allocated",
        "cannot listen on the TCP port: listen tcp4 :18999: bind: address already in use",
    ])
    func namesThePortThatIsTaken(words: String) {
        let failure = EngineRefusal(status: 500, message: words).failure(about: Self.container)
        #expect(failure.code == .portTaken)
        #expect(failure.subject == "18999")
        #expect(failure.message.contains("port 18999"))
    }

    @Test func namesTheNameThatIsTaken() {
        let failure = EngineRefusal(
            status: 409, message: "The container name \"/x\" is already in use by container \"f\""
        )
        .failure(about: Self.container)
        #expect(failure.subject == "alice.web")
    }
}
