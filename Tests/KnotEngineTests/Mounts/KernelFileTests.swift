import KnotEngine
import Testing

@Suite struct KernelFileTests {
    /// One read of such a file gives a page at most; what stands at its end must be there all the same.
    @Test func isReadToItsEnd() throws {
        let bytes = try #require(KernelFile.read("/proc/self/maps"))
        #expect(bytes.count > 8_192)
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(String(decoding: bytes, as: UTF8.self).contains("[stack]"))
    }

    @Test func whatIsNotThereIsNothing() {
        #expect(KernelFile.read("/proc/self/nothing") == nil)
    }
}
