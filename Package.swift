// swift-tools-version:6.2
import PackageDescription

// Every dependency stands here with its reason; every edge between targets is checked by
// Tests/ArchitectureTests against the table in that test, which mirrors README.md's picture.

/// Settings shared by every Swift target: the Swift 6 language mode comes with the tools version.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "knot",
    products: [
        .executable(name: "knot", targets: ["knot"]),
        .executable(name: "knot-sim", targets: ["knot-sim"]),
    ],
    dependencies: [
        // The command line of `knot`: parsing, help and completion.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // Deque for the queues of the core and the shell.
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        // SHA-256 for the spec hash, a pure function the cores may use, and for the checksums of stored rows.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // HTTP types shared by Hummingbird's router and its handlers.
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        // Structured logs with replaceable outputs.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // Counters and timers that `/metrics` shows, shared with the libraries' own.
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        // Sockets: the engine's upgraded exec streams, and byte buffers.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        // TLS for the HTTP listener and for engines reached over TCP.
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        // SQLite with migrations, WAL and a serialised writer, over the system's libsqlite3.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // The HTTP server.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        // knot.toml.
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        // HTTP client for engines (over Unix sockets) and for the command line.
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        // Ordered start and graceful stop of the server's parts.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Cores: values only.
        .target(name: "KnotModel", swiftSettings: strict),
        .target(name: "KnotExpression", dependencies: ["KnotModel"], swiftSettings: strict),
        .target(name: "KnotPlan", dependencies: ["KnotExpression", "KnotModel", crypto], swiftSettings: strict),
        .target(name: "KnotStore", dependencies: ["KnotModel"], swiftSettings: strict),
        .target(
            name: "KnotRendering", dependencies: ["KnotExpression", "KnotModel", "KnotPlan", "KnotStore"],
            swiftSettings: strict),
        .target(
            name: "KnotAdmission", dependencies: ["KnotModel", "KnotPlan", "KnotRendering", "KnotStore"],
            swiftSettings: strict),
        .target(
            name: "KnotNode",
            dependencies: [
                "KnotAdmission", "KnotExpression", "KnotModel", "KnotPlan", "KnotRendering", "KnotStore",
            ],
            swiftSettings: strict),

        // Adaptors: each speaks to one outside thing.
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "KnotYAML", dependencies: ["CLibYAML"], swiftSettings: strict),
        .target(
            name: "KnotManifest", dependencies: ["KnotExpression", "KnotModel", "KnotYAML"], swiftSettings: strict),
        .target(name: "KnotCrypto", dependencies: ["CLibCrypto"], swiftSettings: strict),
        .target(
            name: "KnotEngine",
            dependencies: ["KnotModel", "KnotPlan", asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix, nioSSL],
            swiftSettings: strict),
        .target(
            name: "KnotDatabase",
            dependencies: ["KnotModel", "KnotStore", crypto, .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(
            name: "KnotAPI",
            dependencies: ["KnotModel", "KnotPlan", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL],
            swiftSettings: strict),
        .target(
            name: "KnotServer",
            dependencies: [
                "KnotAPI", "KnotCrypto", "KnotDatabase", "KnotEngine", "KnotExpression", "KnotManifest", "KnotModel",
                "KnotNode", "KnotPlan", "KnotStore", "KnotYAML",
                .product(name: "Collections", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "TOMLKit", package: "TOMLKit"),
                asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix, nioSSL,
            ],
            swiftSettings: strict),
        .target(
            name: "KnotCommand",
            dependencies: [
                "KnotAPI", "KnotCrypto", "KnotManifest", "KnotModel", "KnotPlan", "KnotServer", "KnotYAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                nioPosix,
            ],
            swiftSettings: strict),
        .executableTarget(name: "knot", dependencies: ["KnotCommand"], swiftSettings: strict),

        // Tests mirror the sources; the simulator runs the cores that ship.
        .target(
            name: "KnotSimulator", dependencies: ["KnotModel", "KnotNode", "KnotPlan", "KnotStore"],
            path: "Tests/KnotSimulator", swiftSettings: strict),
        .executableTarget(
            name: "knot-sim", dependencies: ["KnotNode", "KnotSimulator"], path: "Tests/KnotSimulatorTool",
            swiftSettings: strict),
        .executableTarget(
            name: "knot-bench", dependencies: ["KnotModel", "KnotNode", "KnotPlan", "KnotSimulator", "KnotStore"],
            path: "Tests/KnotBenchmark", swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", dependencies: ["KnotManifest"], swiftSettings: strict),
        .testTarget(name: "EndToEndTests", exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(name: "KnotAPITests", dependencies: ["KnotAPI", "KnotModel", nioCore], swiftSettings: strict),
        .testTarget(
            name: "KnotCommandTests",
            dependencies: [
                "KnotAPI", "KnotCommand", "KnotModel", "KnotPlan", nioCore,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .testTarget(name: "KnotCryptoTests", dependencies: ["CLibCrypto", "KnotCrypto"], swiftSettings: strict),
        .testTarget(
            name: "KnotDatabaseTests",
            dependencies: ["KnotDatabase", "KnotModel", "KnotStore", .product(name: "GRDB", package: "GRDB.swift")],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "KnotEngineTests",
            dependencies: [
                "KnotEngine", "KnotModel", "KnotPlan", "KnotSimulator", asyncHTTPClient, logging, nioCore, nioHTTP1,
                nioPosix,
            ],
            swiftSettings: strict),
        .testTarget(name: "KnotExpressionTests", dependencies: ["KnotExpression", "KnotModel"], swiftSettings: strict),
        .testTarget(
            name: "KnotManifestTests", dependencies: ["KnotManifest", "KnotModel", "KnotYAML"],
            exclude: ["invalid", "valid"], swiftSettings: strict),
        .testTarget(name: "KnotModelTests", dependencies: ["KnotModel"], swiftSettings: strict),
        .testTarget(
            name: "KnotNodeTests", dependencies: ["KnotModel", "KnotNode", "KnotPlan", "KnotSimulator", "KnotStore"],
            swiftSettings: strict),
        .testTarget(name: "KnotPlanTests", dependencies: ["KnotModel", "KnotPlan"], swiftSettings: strict),
        .testTarget(
            name: "KnotServerTests",
            dependencies: [
                "KnotAPI", "KnotCrypto", "KnotDatabase", "KnotEngine", "KnotManifest", "KnotModel", "KnotNode",
                "KnotPlan",
                "KnotServer", "KnotStore", asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .testTarget(name: "KnotStoreTests", dependencies: ["KnotModel", "KnotStore"], swiftSettings: strict),
        .testTarget(name: "KnotYAMLTests", dependencies: ["KnotModel", "KnotYAML"], swiftSettings: strict),
        .testTarget(
            name: "SimulatorTests",
            dependencies: ["knot-sim", "KnotModel", "KnotNode", "KnotPlan", "KnotSimulator", "KnotStore"],
            swiftSettings: strict),
    ]
)
