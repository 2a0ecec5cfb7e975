import KnotModel
import Testing

/// Characters of Swift are not the kernel's bytes: a mark after a `/` is one character with it.
@Suite struct AbsolutePathTests {
    @Test func pathsAreTakenApartByBytes() {
        #expect(AbsolutePath.parts("/x/\u{301}y") == ["x", "\u{301}y"])
        #expect(AbsolutePath.normal("/x/../\u{301}y/.//z") == "/\u{301}y/z")
        #expect(AbsolutePath.isAbsolute("/\u{301}etc"))
        #expect(!AbsolutePath.isAbsolute("x"))
    }

    @Test func insideGoesByBytes() {
        #expect(AbsolutePath.isPath("/srv/\u{301}x", inside: "/srv"))
        #expect(AbsolutePath.isPath("/srv", inside: "/srv"))
        #expect(AbsolutePath.isPath("/srv", inside: "/"))
        #expect(!AbsolutePath.isPath("/srvx", inside: "/srv"))
        // Equal texts to Swift, and two directories.
        #expect(!AbsolutePath.isPath("/srv/e\u{301}", inside: "/srv/\u{e9}"))
    }

    @Test func mountsArePathsByTheirFirstByte() throws {
        let mount = try MountReference(parsing: "/\u{301}etc:/m:z")
        #expect(mount.isPath)
        #expect(throws: FormatError.self) { try MountReference(parsing: "a:\u{301}b:/m:z") }
    }
}
