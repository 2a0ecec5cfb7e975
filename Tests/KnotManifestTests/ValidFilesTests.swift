import Foundation
import KnotManifest
import KnotModel
import KnotYAML
import Testing

struct ValidFilesTests {
    @Test(arguments: Fixtures.files("valid"))
    func reads_without_errors_and_back(_ file: String) throws {
        let set = try Fixtures.read("valid/\(file)")
        #expect(!set.hasErrors, "\(set.diagnostics.map(\.description))")
        #expect(!set.manifests.isEmpty)
        let written = ManifestWriter.yaml(set.manifests)
        let again = Fixtures.read(text: written)
        #expect(again.diagnostics.isEmpty, "\(again.diagnostics.map(\.description)) in \(written)")
        #expect(again.manifests == set.manifests)
    }

    @Test func the_manifests_of_the_quick_start_are_valid() {
        let path = Fixtures.repository.appendingPathComponent("Manifests").path
        let set = ManifestReader().read(paths: [path], recursive: true) { [] }
        #expect(set.diagnostics.isEmpty, "\(set.diagnostics.map(\.description))")
        #expect(
            set.manifests.map(\.key.description).sorted()
                == ["space/notes", "space/web", "template/shell", "variable/greeting"])
    }

    @Test func the_examples_are_valid() {
        let path = Fixtures.repository.appendingPathComponent("Examples/manifests").path
        let set = ManifestReader().read(paths: [path], recursive: true) { [] }
        #expect(set.diagnostics.isEmpty, "\(set.diagnostics.map(\.description))")
        #expect(set.manifests.count >= 10)
    }

    @Test func the_template_of_the_seed_is_a_template() throws {
        let manifest = try #require(try Fixtures.read("valid/test-template.yaml").manifests.first)
        #expect(manifest.key == ResourceKey(.template, name: "test-space"))
        #expect(manifest.fields == ["container": ["image": "ubuntu:latest", "command": ["sleep", "infinity"]]])
    }

    @Test func every_container_key_is_in_the_fixture_in_canonical_form() throws {
        let manifest = try #require(try Fixtures.read("valid/container.yaml").manifests.first)
        let container = try #require(manifest.fields["container"]?.map)
        let keys = try #require(Schema.of(.template)?.object.field("container")?.type.object).fields.map(\.name)
        #expect(container.keys == keys.sorted())
        #expect(container["command"] == ["sh", "-c", "echo \"hello ${{ .space.name }}\"; exec sleep infinity"])
        #expect(container["environment"] == ["A=1", "B=two", "EMPTY="])
        #expect(
            container["ports"]
                == ["8080:80/tcp", "127.0.0.1:5432:5432/tcp", "[::1]:9000-9002:9000-9002/tcp", "0:53/udp"])
        #expect(container["cap_add"] == ["CAP_NET_ADMIN", "CAP_SYS_PTRACE"])
        #expect(container["devices"] == ["/dev/fuse:/dev/fuse", "/dev/kvm:/dev/kvm:rw"])
        #expect(container["add_host"] == ["db:10.0.0.5", "six:fd00::5", "host:host-gateway"])
        #expect(container["memory"] == "2g")
        #expect(container["cpus"] == "1.5")
        #expect(container["shm_size"] == "256m")
        #expect(container["stop_grace"] == "1m30s")
        #expect(container["init"] == true)
        #expect(container["labels"] == ["traefik.enable": "true", "team": "web"])
        #expect(manifest["container.healthcheck.test"] == ["CMD-SHELL", "curl -f http://localhost/"])
        #expect(manifest["container.ulimits.memlock"] == ["soft": -1, "hard": -1])
        #expect(manifest.fields["volumes"] == ["home": ["size": "20g"], "cache": [:], "team": ["shared": true]])
        #expect(manifest.fields["paths"] == ["~/rel"])
    }

    @Test func other_programs_spellings_have_the_same_meaning() throws {
        let set = try Fixtures.read("valid/spellings.yaml")
        #expect(set.diagnostics.isEmpty, "\(set.diagnostics.map(\.description))")
        let manifest = try #require(set.manifests.first)
        let container = try #require(manifest.fields["container"]?.map)
        #expect(container["command"] == ["redis-server", "--save", "", "--appendonly", "no"])
        #expect(container["entrypoint"] == ["sh", "-c", "echo $#", "x", ""])
        #expect(manifest["container.healthcheck.test"] == ["CMD", "x", ""])
        #expect(container["environment"] == ["A=1", "EMPTY="])
        #expect(container["labels"] == ["a": "b=c", "empty": ""])
        #expect(manifest.fields["labels"] == ["team": "web", "flag": ""])
        #expect(
            container["ports"]
                == ["0:8080/tcp", "127.0.0.1:0:80/tcp", "53:53/udp", "[::1]:0:90/tcp", "0:9000-9002/tcp"])
        #expect(container["memory"] == "512m")
        #expect(container["shm_size"] == "1g")
        #expect(manifest["container.ulimits.nofile"] == ["soft": 1024, "hard": 2048])
        #expect(
            manifest.fields["schedule"]
                == [
                    ["enabled": true, "from": "9:00am", "to": "10:00pm"],
                    ["enabled": true, "from": "12:30am", "to": "12:05pm"],
                ])
        #expect(set.manifests.last?["container.healthcheck"] == ["interval": "5s"])
        for manifest in set.manifests {
            #expect(manifest.fields.keys.allSatisfy { !$0.hasPrefix("x-") })
            #expect(manifest.fields["container"]?.map?.keys.allSatisfy { !$0.hasPrefix("x-") } == true)
        }
    }

    @Test func an_export_applies_unchanged() throws {
        let set = try Fixtures.read("valid/export.yaml")
        let manifest = try #require(set.manifests.first)
        #expect(manifest.key.name == "ubuntu-24-04")
        #expect(set.diagnostics.count == 1, "only the new name is worth a warning")
        #expect(manifest["container.memory"] == "2g")
        #expect(manifest.fields["with_terminal"] == true)
        #expect(manifest.fields["startup_script"] == "setup")
        #expect(manifest.fields["volumes"] == ["home-${{ .space.id }}": ["size": "20g"]])
        #expect(manifest.fields["paths"] == ["~/src"])
        for dropped in ["template_id", "hash", "is_managed", "created_at", "features", "job"] {
            #expect(manifest.fields[dropped] == nil)
        }
        let entry = try #require(set.entries.first)
        let line = entry.mark(of: "container.ports[0]").line
        let lines = String(decoding: try Fixtures.bytes("valid/export.yaml"), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[line - 1].contains("8080:80"))
    }

    @Test func a_space_has_its_canonical_form() throws {
        let set = try Fixtures.read("valid/kinds.yaml")
        let web = try #require(set.entry(for: ResourceKey(.space, owner: "alice", name: "web"))?.manifest)
        #expect(web.fields["node"] == "server2.example.com")
        #expect(web.fields["cpus"] == "2")
        #expect(web.fields["memory"] == "4g")
        #expect(web.fields["note"] == "yes")
        #expect(web.fields["custom_fields"] == ["branch": "main", "empty": ""])
        #expect(web.fields["alt_names"] == [["name": "api"], ["name": "admin", "port": 8443]])
        #expect(web.fields["port_forwards"] == [["local_port": 5432, "space": "db", "remote_port": 5432]])
        let database = try #require(set.entry(for: ResourceKey(.space, name: "db"))?.manifest)
        #expect(database.fields == ["template": "everything", "custom_fields": ["branch": "main", "number": "12"]])
    }

    @Test func the_forms_of_a_volume_mean_the_same() throws {
        let set = try Fixtures.read("valid/kinds.yaml")
        let models = try #require(set.entry(for: ResourceKey(.volume, name: "models"))?.manifest)
        #expect(models.fields == ["size": "20g"])
        let long = try #require(set.entry(for: ResourceKey(.volume, name: "long"))?.manifest)
        #expect(long.fields == ["engine_name": "Team_Long.Name", "size": "1g"])
    }
}
