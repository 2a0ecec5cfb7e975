import KnotModel
import Testing

@Suite struct FormatTests {
    @Test(arguments: [
        ("512m", 512 << 20), ("2g", 2 << 30), ("2G", 2 << 30), ("1.5g", 3 << 29), ("1000", 1000), ("64k", 64 << 10),
        ("2GiB", 2 << 30), ("10b", 10), ("1t", 1 << 40), ("512Mi", 512 << 20), ("4GB", 4 << 30),
        ("1ki", 1 << 10),
    ])
    func bytesAreRead(text: String, bytes: Int) throws {
        #expect(try ByteCount(parsing: text).bytes == Int64(bytes))
    }

    @Test(arguments: ["", "m", "-1", "0", "1x", "1 g", "1e3", "9999999999t", "..", "1.2.3", "10i", "10ib", "1MM"])
    func whatIsNoAmountOfBytesIsRefused(text: String) {
        #expect(throws: FormatError.self) { try ByteCount(parsing: text) }
    }

    @Test(arguments: [1, 1000, 1024, 1536 << 20, 2 << 30, 3 << 40] as [Int64])
    func bytesRoundTrip(bytes: Int64) throws {
        #expect(try ByteCount(parsing: ByteCount(bytes: bytes).description).bytes == bytes)
    }

    @Test(arguments: [("1", 1_000_000_000), ("0.5", 500_000_000), ("250m", 250_000_000), ("1.25", 1_250_000_000)])
    func processorsAreRead(text: String, nanos: Int) throws {
        let count = try CPUCount(parsing: text)
        #expect(count.nanos == Int64(nanos))
        #expect(try CPUCount(parsing: count.description) == count)
    }

    @Test(arguments: ["", "0", "-1", "one", "1,5", "m", "1e9"])
    func whatIsNoNumberOfProcessorsIsRefused(text: String) {
        #expect(throws: FormatError.self) { try CPUCount(parsing: text) }
    }

    @Test(arguments: [
        ("30", 30_000), ("30s", 30_000), ("1h30m", 5_400_000), ("2d", 172_800_000), ("250ms", 250), ("0", 0),
    ])
    func spansAreRead(text: String, milliseconds: Int) throws {
        let span = try Span(parsing: text)
        #expect(span.milliseconds == Int64(milliseconds))
        #expect(try Span(parsing: span.description) == span)
    }

    /// Each part fits a number, and their sum does not.
    private static let longSpan = String(repeating: "4294967295d", count: 25)

    @Test(arguments: ["", "h", "5x", "-3s", "1h-", "99999999999h", "9999999999", longSpan])
    func whatIsNoSpanIsRefused(text: String) {
        #expect(throws: FormatError.self) { try Span(parsing: text) }
    }

    @Test(arguments: [
        ("ubuntu", "ubuntu:latest"), ("ubuntu:24.04", "ubuntu:24.04"), ("ghcr.io/a/b:c", "ghcr.io/a/b:c"),
        ("localhost:5000/x", "localhost:5000/x:latest"), ("127.0.0.1:5000/a/b:1", "127.0.0.1:5000/a/b:1"),
    ])
    func imagesAreSpeltOut(text: String, full: String) throws {
        #expect(try ImageReference(parsing: text).description == full)
    }

    @Test func aDigestWinsOverATag() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        #expect(try ImageReference(parsing: "a/b:c@\(digest)").description == "a/b@\(digest)")
    }

    @Test(arguments: ["", "Ubuntu", "a b", "ubuntu:", ":tag", "a//b", "a@sha256:12", "-a", "ubuntu:ta g", "/a"])
    func whatIsNoImageIsRefused(text: String) {
        #expect(throws: FormatError.self) { try ImageReference(parsing: text) }
    }

    @Test(arguments: [
        ("8080:80", ["8080:80/tcp"]), ("5353:53/udp", ["5353:53/udp"]), ("127.0.0.1:80:80", ["127.0.0.1:80:80/tcp"]),
        ("[::1]:80:80", ["[::1]:80:80/tcp"]), ("8000-8001:9000-9001", ["8000:9000/tcp", "8001:9001/tcp"]),
        ("0:80", ["0:80/tcp"]), ("80", ["0:80/tcp"]), (":80", ["0:80/tcp"]), ("80/UDP", ["0:80/udp"]),
        ("127.0.0.1::80", ["127.0.0.1:0:80/tcp"]), ("[::1]::80", ["[::1]:0:80/tcp"]),
        ("80-81", ["0:80/tcp", "0:81/tcp"]), ("0:80-81", ["0:80/tcp", "0:81/tcp"]),
    ])
    func portsAreRead(text: String, mappings: [String]) throws {
        #expect(try PortMapping.parse(text).map(\.description) == mappings)
    }

    @Test(arguments: [
        "a:b", "80:0", "80:70000", "1-3:1-2", "80:80/sctp", "300.1.1.1:80:80", "[::g]:1:1", "", ":", "80:", "[::1]:80",
        "127.0.0.1:80", "70000", "80-79", "::80:80",
    ])
    func whatIsNoPortIsRefused(text: String) {
        #expect(throws: FormatError.self) { try PortMapping.parse(text) }
    }

    @Test(arguments: ["::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"])
    func addressesOfVersionSixAreKnown(text: String) { #expect(PortMapping.isIPv6(text)) }

    @Test(arguments: ["", ":", "1:2", "1:2:3:4:5:6:7:8:9", "::1::", "12345::", ":::", "g::"])
    func otherTextsAreNoAddresses(text: String) { #expect(!PortMapping.isIPv6(text)) }

    @Test func mountsAreRead() throws {
        let mount = try MountReference(parsing: "data:/home:ro,z")
        #expect((mount.source, mount.destination) == ("data", "/home"))
        #expect(mount.modes == ["ro", "z"])
        #expect(!mount.isPath)
        #expect(try MountReference(parsing: "/srv:/srv").isPath)
    }

    @Test(arguments: [
        "", "data", "data:home", ":/a", "a:/b:xx", "a:/b:ro:z", "./a:/b", "../a:/b", ".:/b", "a:/", "a:/x/..",
    ])
    func whatIsNoMountIsRefused(text: String) {
        #expect(throws: FormatError.self) { try MountReference(parsing: text) }
    }

    @Test(arguments: ["0.01", "10m", "0.5", "4"]) func limitsThatEnginesTakeAreRead(text: String) throws {
        #expect(try CPUCount(limit: text) == CPUCount(parsing: text))
    }

    @Test(arguments: ["0.005", "9m", "0.00999"]) func lessThanAnEngineTakesIsNoLimit(text: String) throws {
        #expect(throws: FormatError.self) { try CPUCount(limit: text) }
        #expect(CPUCount.settable(try CPUCount(parsing: text).nanos) == CPUCount.least.nanos)
    }

    @Test func memoryBelowTheEnginesLeastIsNoLimit() throws {
        #expect(try MemoryLimit.parse("6m").bytes == 6 << 20)
        #expect(throws: FormatError.self) { try MemoryLimit.parse("6291455") }
    }

    @Test(arguments: [("5", 5, 5), ("1024:2048", 1024, 2048), ("-1", -1, -1), ("7:-1", 7, -1), ("0:0", 0, 0)])
    func limitPairsAreRead(text: String, soft: Int64, hard: Int64) throws {
        let pair = try #require(LimitPair(text))
        #expect((pair.soft, pair.hard) == (soft, hard))
    }

    @Test(arguments: ["", ":", "1:", "2:1", "-1:5", "-2", "1:2:3", "a"])
    func whatIsNoLimitPairIsRefused(text: String) { #expect(LimitPair(text) == nil) }

    @Test(arguments: [("/a", "/a"), ("/a/", "/a"), ("//a/./b/../c", "/a/c"), ("/..", "/")])
    func pathsHaveOneSpelling(text: String, normal: String) { #expect(AbsolutePath.normal(text) == normal) }
}
