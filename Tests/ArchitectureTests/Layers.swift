/// The table of modules: which target may import which. README.md draws the same picture.
enum Layers {
    /// What a target may depend on.
    struct Allowance: Sendable {
        var targets: Set<String> = []
        /// Products of other packages; `nil` leaves the choice to the target.
        var products: Set<String>?
    }

    /// Values only: no clock, no file, no thread.
    static let cores: Set<String> = [
        "KnotModel", "KnotExpression", "KnotPlan", "KnotStore", "KnotRendering", "KnotAdmission", "KnotMembership",
        "KnotNode",
    ]

    static let table: [String: Allowance] = [
        "KnotModel": Allowance(products: []),
        "KnotExpression": Allowance(targets: ["KnotModel"], products: []),
        "KnotPlan": Allowance(targets: ["KnotExpression", "KnotModel"], products: ["Crypto"]),
        "KnotStore": Allowance(targets: ["KnotModel"], products: []),
        "KnotRendering": Allowance(targets: ["KnotExpression", "KnotModel", "KnotPlan", "KnotStore"], products: []),
        "KnotAdmission": Allowance(targets: ["KnotModel", "KnotPlan", "KnotRendering", "KnotStore"], products: []),
        "KnotMembership": Allowance(targets: ["KnotModel"], products: []),
        "KnotNode": Allowance(
            targets: [
                "KnotAdmission", "KnotExpression", "KnotMembership", "KnotModel", "KnotPlan", "KnotRendering",
                "KnotStore",
            ], products: []),

        "CLibCrypto": Allowance(products: []),
        "CLibYAML": Allowance(products: []),
        "KnotYAML": Allowance(targets: ["CLibYAML"], products: []),
        "KnotManifest": Allowance(targets: ["KnotExpression", "KnotModel", "KnotYAML"], products: []),
        "KnotCrypto": Allowance(targets: ["CLibCrypto"], products: []),
        "KnotEngine": Allowance(targets: ["KnotModel", "KnotPlan"]),
        "KnotDatabase": Allowance(targets: ["KnotModel", "KnotStore"]),
        "KnotTransport": Allowance(targets: ["KnotCrypto", "KnotMembership", "KnotModel", "KnotStore"]),
        "KnotAPI": Allowance(targets: ["KnotModel", "KnotPlan"]),
        "KnotServer": Allowance(targets: [
            "KnotAPI", "KnotCrypto", "KnotDatabase", "KnotEngine", "KnotExpression", "KnotManifest", "KnotMembership",
            "KnotModel", "KnotNode", "KnotPlan", "KnotStore", "KnotTransport", "KnotYAML",
        ]),
        "KnotCommand": Allowance(targets: [
            "KnotAPI", "KnotCrypto", "KnotEngine", "KnotExpression", "KnotManifest", "KnotModel", "KnotPlan",
            "KnotServer", "KnotYAML",
        ]),
        "knot": Allowance(targets: ["KnotCommand"]),
        "KnotSimulator": Allowance(targets: cores, products: []),
        "knot-sim": Allowance(targets: ["KnotNode", "KnotSimulator"], products: []),
        "knot-bench": Allowance(targets: cores.union(["KnotSimulator"]), products: []),
    ]

    /// What is wrong with one target's dependencies; empty when the table allows them all.
    static func complaints(target: String, targets: [String], products: [String]) -> [String] {
        guard let allowance = table[target] else {
            return [
                "\(target): not in the table of Tests/ArchitectureTests/Layers.swift; add it with what it may import"
            ]
        }
        var complaints: [String] = []
        for name in targets.sorted() where !allowance.targets.contains(name) {
            complaints.append("\(target): must not depend on \(name); arrows point down only")
        }
        if let allowed = allowance.products {
            for name in products.sorted() where !allowed.contains(name) {
                complaints.append("\(target): must not depend on the product \(name)")
            }
        }
        return complaints
    }
}
