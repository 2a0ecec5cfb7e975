import Testing

#if canImport(KnotServerConfiguration)
    import KnotServerConfiguration
#else
    import KnotServer
#endif

@Suite struct ListenAddressTests {
    @Test(arguments: [
        (":3000", "", 3000), ("0.0.0.0:80", "0.0.0.0", 80), ("[::1]:3000", "::1", 3000),
        ("localhost:0", "localhost", 0),
    ])
    func reads(text: String, host: String, port: Int) {
        let address = ListenAddress(text)
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address?.description == text)
    }

    @Test(arguments: ["", "3000", ":", ":70000", "::1:3000", "[]:1", "a b:1", "host:-1", "http://x:1", ":+5"])
    func refuses(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
