import KnotModel
import Testing

#if canImport(KnotServerConfiguration)
    import KnotServerConfiguration
#else
    import KnotServer
#endif

@Suite struct SettingTests {
    @Test func everyKeyFlagAndVariableIsThereOnce() {
        let all = Setting.all
        #expect(Set(all.map(\.key)).count == all.count)
        let flags = all.map(\.flag).filter { !$0.isEmpty }
        #expect(Set(flags).count == flags.count)
        let variables = all.map(\.variable).filter { !$0.isEmpty }
        #expect(Set(variables).count == variables.count)
        #expect(variables.allSatisfy { $0.hasPrefix("KNOT_") })
        #expect(!all.contains { $0.doc.isEmpty })
    }

    @Test(arguments: [
        ("server.cluster.peers", "cluster-peer", "KNOT_CLUSTER_PEERS"),
        ("server.cluster.allow_leaf_nodes", "allow-leaf-nodes", "KNOT_ALLOW_LEAF_NODES"),
        ("server.terminal.webgl", "terminal-webgl", "KNOT_WEBGL"),
        ("log.level", "log-level", "KNOT_LOGLEVEL"),
        ("server.local_containers.runtime_pref", "local-container-runtime-pref", "KNOT_LOCAL_CONTAINERS_RUNTIME_PREF"),
        ("server.totp.enabled", "enable-totp", "KNOT_ENABLE_TOTP"),
        ("server.tls.cert_file", "cert-file", "KNOT_CERT_FILE"),
        ("tls.skip_verify", "tls-skip-verify", "KNOT_TLS_SKIP_VERIFY"),
    ])
    func namesAreThoseOfOldFiles(key: String, flag: String, variable: String) {
        #expect(Setting.byKey[key]?.flag == flag)
        #expect(Setting.byKey[key]?.variable == variable)
    }

    @Test func listsAreRepeatedAndSeparatedByCommas() throws {
        let flags = ["--cluster-peer", "a", "--cluster-peer=b, c"]
        #expect(try load(arguments: flags).configuration.cluster.peers == ["a", "b", "c"])
        let variable = ["KNOT_CLUSTER_PEERS": "a,b ,, c"]
        #expect(try load(environment: variable).configuration.cluster.peers == ["a", "b", "c"])
    }

    @Test(arguments: [
        (["--use-tls"], true), (["--use-tls=false"], false), (["--no-use-tls"], false), (["--use-tls=0"], false),
        (["--no-use-tls", "--use-tls"], true),
    ])
    func truthsHaveThreeForms(arguments: [String], expected: Bool) throws {
        #expect((try load(arguments: arguments).configuration.tls != nil) == expected)
    }

    @Test func helpNamesEveryFlag() {
        let help = Setting.help()
        for setting in Setting.all where !setting.flag.isEmpty {
            #expect(help.contains("--\(setting.flag)") || help.contains("--[no-]\(setting.flag)"))
        }
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
}
