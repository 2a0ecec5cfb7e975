// swift-tools-version:6.2
import Foundation
import PackageDescription

// The copy of the cores in which Tests/faults and Tests/mutants plant faults. It depends on nothing, so that it builds
// quickly. Only the copy of Tests/mutants has tests.
let hasTests = FileManager.default.fileExists(atPath: Context.packageDirectory + "/Tests")
let tests: [Target] = [
    .testTarget(name: "KnotStoreTests", dependencies: ["KnotModel", "KnotStore"]),
    .testTarget(name: "KnotPlanTests", dependencies: ["KnotModel", "KnotPlan"]),
    .testTarget(
        name: "KnotNodeTests", dependencies: ["KnotModel", "KnotNode", "KnotPlan", "KnotSimulator", "KnotStore"]),
]

let package = Package(
    name: "knot-faults",
    targets: [
        .target(name: "Crypto"),
        .target(name: "KnotModel"),
        .target(name: "KnotExpression", dependencies: ["KnotModel"]),
        .target(name: "KnotPlan", dependencies: ["Crypto", "KnotExpression", "KnotModel"]),
        .target(name: "KnotStore", dependencies: ["KnotModel"]),
        .target(name: "KnotRendering", dependencies: ["KnotExpression", "KnotModel", "KnotPlan", "KnotStore"]),
        .target(name: "KnotAdmission", dependencies: ["KnotModel", "KnotPlan", "KnotRendering", "KnotStore"]),
        .target(
            name: "KnotNode",
            dependencies: [
                "KnotAdmission", "KnotExpression", "KnotModel", "KnotPlan", "KnotRendering", "KnotStore",
            ]),
        .target(name: "KnotSimulator", dependencies: ["KnotModel", "KnotNode", "KnotPlan", "KnotStore"]),
        .executableTarget(name: "knot-faults", dependencies: ["KnotNode", "KnotSimulator"]),
    ] + (hasTests ? tests : [])
)
