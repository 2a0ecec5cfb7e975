import KnotServer
import Testing

@Suite("Client addresses")
struct ClientAddressTests {
    @Test func addressesAreRead() throws {
        #expect(ClientAddress("192.0.2.1") == ClientAddress("::ffff:192.0.2.1"))
        #expect(ClientAddress("[2001:db8::1]") == ClientAddress("2001:db8:0::1"))
        #expect(ClientAddress("fe80::1%eth0") == ClientAddress("fe80::1"))
        #expect(ClientAddress("192.0.2.1")?.description == "192.0.2.1")
        #expect(ClientAddress("2001:db8::1")?.description == "2001:db8::1")
        for text in ["", "knot", "192.0.2", "192.0.2.1:80", "192.0.2.256", "::1::", "1", "\u{0}"] {
            #expect(ClientAddress(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false),
        ("::/0", "2001:db8::1", true), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe12::1", false),
        ("2001:db8::/65", "2001:db8::8000:0:0:1", false), ("2001:db8::/64", "2001:db8::8000:0:0:1", true),
        ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.129", true),
    ])
    func rangesHoldWhatBeginsLikeThem(range: String, address: String, holds: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(ClientAddress(address))) == holds)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "name/8", "::/129", "/8", ""])
    func whatIsNoRangeIsNone(text: String) { #expect(AddressRange(text) == nil) }

    @Test("the client is the last address that no trusted proxy has, whatever comes before it")
    func forwarded() throws {
        let proxies = TrustedProxies([try #require(AddressRange("10.0.0.0/8"))])
        func client(_ peer: String, _ headers: String...) throws -> String {
            proxies.client(of: try #require(ClientAddress(peer)), forwardedFor: headers).description
        }
        #expect(try client("192.0.2.1", "203.0.113.1") == "192.0.2.1", "a stranger is not believed")
        #expect(try client("10.0.0.1", "203.0.113.1") == "203.0.113.1")
        #expect(
            try client("10.0.0.1", "127.0.0.1, 203.0.113.1") == "203.0.113.1", "the client's own word")
        #expect(try client("10.0.0.1", "127.0.0.1", "203.0.113.1, 10.0.0.2") == "203.0.113.1")
        #expect(try client("10.0.0.1", "203.0.113.1:4711") == "203.0.113.1")
        #expect(try client("10.0.0.1", "\"[2001:db8::1]:4711\"") == "2001:db8::1")
        #expect(try client("10.0.0.1", "203.0.113.1, unknown") == "10.0.0.1")
        #expect(try client("10.0.0.1") == "10.0.0.1")
    }

    @Test("a PROXY header is read whole, in parts, or not at all, and nothing crashes it")
    func proxyHeaders() throws {
        let client = try #require(ClientAddress("192.0.2.7"))
        let line = Array("PROXY TCP4 192.0.2.7 192.0.2.1 40000 443\r\n".utf8)
        let mark: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]
        let binary = mark + [0x21, 0x11, 0, 12, 192, 0, 2, 7, 192, 0, 2, 1, 0x9c, 0x40, 1, 0xbb]
        for header in [line, binary] {
            for count in 0..<header.count { #expect(ProxyHeader.parse(Array(header.prefix(count))) == .incomplete) }
            #expect(ProxyHeader.parse(header + [1, 2]) == .header(length: header.count, client: client))
        }
        #expect(ProxyHeader.parse(Array("PROXY UNKNOWN\r\n".utf8)) == .header(length: 15, client: nil))
        #expect(ProxyHeader.parse(mark + [0x20, 0, 0, 0]) == .header(length: 16, client: nil))
        #expect(ProxyHeader.parse(Array("POST".utf8)) == .none)
        #expect(ProxyHeader.parse(Array("\r\nGET".utf8)) == .none)
        let wrong = [
            Array("PROXY TCP4 1.2.3.4 1.2.3.4 99999 1\r\n".utf8), Array("PROXY \n".utf8),
            Array("PROXY TCP4 ".utf8) + [UInt8](repeating: 49, count: 120), mark + [0x31, 0x11, 0, 0],
            mark + [0x22, 0x11, 0, 12] + [UInt8](repeating: 1, count: 12), mark + [0x21, 0x11, 0, 3, 1, 2, 3],
            mark + [0x21, 0x11, 255, 255],
        ]
        for bytes in wrong {
            guard case .malformed = ProxyHeader.parse(bytes) else {
                Issue.record("\(bytes)")
                continue
            }
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let start = [line, binary].randomElement(using: &generator) ?? line
            var bytes = Array(start.prefix(Int.random(in: 0...start.count, using: &generator)))
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                bytes.append(.random(in: 0...255, using: &generator))
            }
            if !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if case .header(let length, _) = ProxyHeader.parse(bytes) { #expect(length <= bytes.count) }
        }
    }

    @Test(arguments: [
        ("knot.example.com", true), ("KNOT.example.com.:3000", true), ("localhost:3000", true), ("a.localhost", true),
        ("127.0.0.1:3000", true), ("[::1]:3000", true), ("192.0.2.1:3000", true), ("192.0.2.2", false),
        ("evil.example", false), ("knot.example.com.evil.example", false), ("xknot.example.com", false),
        ("a.apps.example.com", true), ("apps.example.com", false), ("", false), ("localhost.evil.example", false),
        ("127.0.0.1.evil.example", false), ("0.0.0.0", false),
    ])
    func onlyOwnNamesAreAnswered(host: String, isAllowed: Bool) {
        let hosts = AllowedHosts(["knot.example.com", "*.apps.example.com", ""])
        #expect(hosts.allows(host, at: ClientAddress("192.0.2.1")) == isAllowed)
        #expect(AllowedHosts(["*"]).allows(host, at: nil))
    }
}
