// swift-tools-version:6.2
import PackageDescription

// The copy of the cores in which Tests/faults plants faults. It depends on nothing, so that it builds quickly.
let package = Package(
    name: "knot-faults",
    targets: [
        .target(name: "Crypto"),
        .target(name: "KnotModel"),
        .target(name: "KnotExpression", dependencies: ["KnotModel"]),
        .target(name: "KnotPlan", dependencies: ["Crypto", "KnotExpression", "KnotModel"]),
        .target(name: "KnotStore", dependencies: ["KnotModel"]),
        .target(name: "KnotNode", dependencies: ["KnotExpression", "KnotModel", "KnotPlan", "KnotStore"]),
        .target(name: "KnotSimulator", dependencies: ["KnotModel", "KnotNode", "KnotPlan", "KnotStore"]),
        .executableTarget(name: "knot-faults", dependencies: ["KnotNode", "KnotSimulator"]),
    ]
)
