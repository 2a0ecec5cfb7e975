import Foundation
import KnotManifest
import KnotModel
import KnotYAML
import Testing

/// A directory that is gone when the test ends.
private final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("knot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ text: String) throws {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}

struct ManifestReaderTests {
    private func zone(_ name: String) -> String { "kind: Zone\nname: \(name)\n" }

    private func read(_ paths: [String], recursive: Bool = false, input: String = "") -> ManifestSet {
        ManifestReader().read(paths: paths, recursive: recursive) { Array(input.utf8) }
    }

    @Test func a_directory_gives_its_files_in_order_without_hidden_ones() throws {
        let scratch = try Scratch()
        try scratch.write("b.yml", zone("b"))
        try scratch.write("a.yaml", zone("a"))
        try scratch.write("c.json", #"{"kind": "Zone", "name": "c"}"#)
        try scratch.write("notes.txt", "hello")
        try scratch.write(".hidden.yaml", "broken: [")
        try scratch.write("deep/d.yaml", zone("d"))
        let flat = read([scratch.url.path])
        #expect(flat.diagnostics.isEmpty)
        #expect(flat.manifests.map(\.key.name) == ["a", "b", "c"])
        #expect(read([scratch.url.path], recursive: true).manifests.map(\.key.name) == ["a", "b", "c", "d"])
    }

    /// For whoever renders it all others wait.
    @Test func a_document_has_a_bounded_number_of_expressions() {
        func template(_ name: String, _ count: Int) -> String {
            let argument = String(repeating: "${{ .space.name }} ", count: count / 2)
            return "kind: Template\nname: \(name)\ncontainer:\n  image: x\n  command: ['\(argument)', '\(argument)']\n"
        }
        let most = read(["-"], input: template("a", 2_000) + "---\n" + template("b", 2_000))
        #expect(most.diagnostics.isEmpty && most.manifests.count == 2, "each document by itself")
        let over = read(["-"], input: template("a", 2_002))
        #expect(over.diagnostics.map(\.message).contains { $0.contains("more than 2000 fields") })
        #expect(over.diagnostics.count == 1)
    }

    @Test func a_link_out_of_the_directory_is_refused_and_one_inside_is_not() throws {
        let outside = try Scratch()
        try outside.write("secret.yaml", zone("secret"))
        let scratch = try Scratch()
        try scratch.write("real/a.yaml", zone("a"))
        let manager = FileManager.default
        try manager.createSymbolicLink(
            at: scratch.url.appendingPathComponent("out.yaml"),
            withDestinationURL: outside.url.appendingPathComponent("secret.yaml"))
        try manager.createSymbolicLink(
            at: scratch.url.appendingPathComponent("in.yaml"),
            withDestinationURL: scratch.url.appendingPathComponent("real/a.yaml"))
        let set = read([scratch.url.path])
        #expect(set.manifests.map(\.key.name) == ["a"])
        #expect(set.diagnostics.map(\.message) == ["the symbolic link leads out of the directory"])
        #expect(set.hasErrors)
    }

    @Test func a_link_that_leads_nowhere_is_said_to_be_that() throws {
        let scratch = try Scratch()
        for (name, target) in [("loop.yaml", "loop.yaml"), ("gone.yaml", "nothing.yaml")] {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.url.appendingPathComponent(name).path, withDestinationPath: target)
        }
        let messages = read([scratch.url.path]).diagnostics.map(\.message)
        #expect(messages == Array(repeating: "the symbolic link leads to nothing", count: 2))
    }

    @Test func a_name_that_is_not_utf8_is_an_error_and_shown_by_its_bytes() throws {
        let scratch = try Scratch()
        try scratch.write("a.yaml", zone("a"))
        for name in ["caf\u{E9}.yaml", "d\u{E9}", "note\u{E9}.txt"] {
            let bytes = Array((scratch.url.path + "/").utf8) + name.unicodeScalars.map { UInt8($0.value) } + [0]
            let made = bytes.withUnsafeBytes { path -> Int32 in
                guard let path = path.bindMemory(to: CChar.self).baseAddress else { return -1 }
                if name == "d\u{E9}" { return mkdir(path, 0o755) }
                let file = open(path, O_CREAT | O_WRONLY, 0o644)
                return file < 0 ? -1 : close(file)
            }
            #expect(made == 0)
        }
        let flat = read([scratch.url.path])
        #expect(flat.diagnostics.map(\.message) == ["its name is not UTF-8 (bytes are shown as \\xNN)"])
        #expect(flat.diagnostics.first?.file == scratch.url.path + "/caf\\xe9.yaml")
        #expect(flat.hasErrors)
        let deep = read([scratch.url.path], recursive: true).diagnostics.map(\.file)
        #expect(deep == ["caf\\xe9.yaml", "d\\xe9"].map { scratch.url.path + "/" + $0 })
    }

    @Test func nothing_that_may_hold_manifests_is_passed_over_in_silence() throws {
        let outside = try Scratch()
        try outside.write("secret.yaml", zone("secret"))
        let scratch = try Scratch()
        try scratch.write("real/a.yaml", zone("a"))
        try scratch.write(".hidden/b.yaml", zone("b"))
        #expect(mkfifo(scratch.url.appendingPathComponent("pipe.yaml").path, 0o644) == 0)
        let links = ["here": "real", "away": outside.url.path, "veiled": ".hidden", "none": "nothing"]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.url.appendingPathComponent(name).path, withDestinationPath: target)
        }
        let set = read([scratch.url.path], recursive: true)
        let pipe = try #require(set.diagnostics.first { $0.severity == .error })
        #expect(pipe.file.hasSuffix("/pipe.yaml"))
        #expect(pipe.message == "it is neither a file nor a directory")
        #expect(set.manifests.map(\.key.name) == ["a"])
        #expect(set.unread.map { $0.split(separator: "/").last } == ["away", "veiled"])
        #expect(set.diagnostics.filter { $0.severity == .warning }.map(\.file) == set.unread)
    }

    @Test func missing_and_empty_paths_are_errors() throws {
        let scratch = try Scratch()
        try scratch.write("space.txt", "")
        #expect(read([scratch.url.path]).diagnostics.first?.message == "the directory holds no *.yaml, *.yml or *.json")
        try scratch.write("space.yaml", zone("a"))
        let missing = read([scratch.url.appendingPathComponent("spaec.yaml").path])
        #expect(missing.diagnostics.first?.message == "there is no such file or directory")
        #expect(missing.diagnostics.first?.hint == "did you mean 'space.yaml'?")
    }

    @Test func standard_input_is_a_dash() {
        let set = read(["-"], input: zone("a") + "---\n" + zone("b"))
        #expect(set.manifests.count == 2)
        #expect(set.entries.first?.file == "-")
    }

    @Test func the_same_key_in_two_files_names_both_places() throws {
        let scratch = try Scratch()
        try scratch.write("a.yaml", "\n" + zone("same"))
        try scratch.write("b.yaml", zone("same"))
        let set = read([scratch.url.path])
        #expect(set.manifests.count == 1)
        let text = try #require(set.diagnostics.first?.description)
        #expect(text.contains("b.yaml:2:7: error: zone/same is given twice: first at"))
        #expect(text.contains("a.yaml:3:7"))
    }

    @Test func the_stream_holds_the_same_documents() throws {
        let scratch = try Scratch()
        try scratch.write("a.yaml", "\u{FEFF}---\n" + zone("a"))
        try scratch.write("b.yaml", "# a note\n%YAML 1.2\n---\n" + zone("b"))
        try scratch.write("c.yaml", zone("c") + "description: |+\n  text\n\n")
        try scratch.write("d.json", #"{"kind": "Zone", "name": "d"}"#)
        try scratch.write("e.yaml", "# nothing\n")
        let set = read([scratch.url.path])
        #expect(set.diagnostics.isEmpty)
        #expect(set.manifests.count == 4)
        let again = ManifestReader().read(bytes: set.stream, file: "all")
        #expect(again.diagnostics.isEmpty, "\(again.diagnostics)")
        #expect(again.manifests == set.manifests)
    }

    @Test func a_refusal_finds_its_place() throws {
        let set = Fixtures.read(
            text: "kind: Space\nname: web\ntemplate: t\nserver: a\n---\n"
                + "name: t\ncontainer:\n  image: x\n  ports:\n    - 80:80\n"
        )
        #expect(!set.hasErrors)
        let web = ResourceKey(.space, owner: "alice", name: "web")
        let template = set.diagnostic(key: web, field: "template", message: "no such template", hint: "apply it")
        #expect(template.mark == Mark(line: 3, column: 11))
        #expect(template.sourceLine == "template: t")
        #expect(template.message == "space/alice/web: template: no such template")
        #expect(set.diagnostic(key: web, field: "node", message: "").mark == Mark(line: 4, column: 9))
        #expect(set.diagnostic(key: web, field: "memory", message: "").mark == Mark(line: 2, column: 7))
        let key = ResourceKey(.template, name: "t")
        #expect(set.diagnostic(key: key, field: "container.ports[0]", message: "").mark == Mark(line: 10, column: 7))
        #expect(set.diagnostic(key: key, field: "container.ports[7]", message: "").mark == Mark(line: 9, column: 3))
        #expect(set.diagnostic(key: key, field: "container.memory", message: "").mark == Mark(line: 7, column: 1))
        #expect(set.diagnostic(key: ResourceKey(.zone, name: "z"), field: "", message: "").mark == nil)
        #expect(set.diagnostic(key: nil, field: "", message: "no").file == "t.yaml")
        let inTemplate = set.diagnostic(inTemplateOf: web, message: "container.ports[0]: '80:80' is no: x")
        #expect(inTemplate?.mark == Mark(line: 10, column: 7))
        #expect(inTemplate?.message == "template/t: container.ports[0]: '80:80' is no: x (in space/alice/web)")
        #expect(set.diagnostic(inTemplateOf: web, message: "there is no template named 't': x") == nil)
    }

    @Test func errors_stop_at_a_hundred_and_the_rest_is_counted() {
        let set = Fixtures.read(text: (0..<150).map { "kind: Zone\nname: z\($0)\nfoo: 1\n" }.joined(separator: "---\n"))
        #expect(set.diagnostics.count == 101)
        #expect(set.diagnostics.last?.message == "50 more errors are not shown")
    }

    @Test func nothing_that_a_stranger_sends_crashes() throws {
        var generator = SeededGenerator(seed: 7)
        let seeds = try Fixtures.files("valid").map { try Fixtures.bytes("valid/\($0)") }
        for _ in 0..<1500 {
            var bytes = seeds[Int(generator.next() % UInt64(seeds.count))]
            for _ in 0..<(1 + generator.next() % 6) {
                let place = Int(generator.next() % UInt64(bytes.count))
                switch generator.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[Int(generator.next() % UInt64(bytes.count))], at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 20))
                }
                if bytes.isEmpty { bytes = [0x61] }
            }
            let set = ManifestReader().read(bytes: bytes, file: "fuzz")
            let again = Fixtures.read(text: ManifestWriter.yaml(set.manifests))
            #expect(again.manifests == set.manifests, "\(again.diagnostics)")
        }
    }
}
