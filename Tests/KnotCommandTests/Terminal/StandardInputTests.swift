import Foundation
import KnotCommand
import Testing

@Suite struct StandardInputTests {
    @Test func itIsReadToItsEnd() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("kind: Space\n".utf8))
        try pipe.fileHandleForWriting.close()
        #expect(try StandardInput.bytes(of: pipe.fileHandleForReading) == Array("kind: Space\n".utf8))
    }

    /// As with `knot apply -f - <&-` and `knot apply -f - < /tmp`.
    @Test func whatCannotBeReadIsWrongUsage() throws {
        let closed = FileHandle(fileDescriptor: -1, closeOnDealloc: false)
        let directory = try #require(FileHandle(forReadingAtPath: "/"))
        for handle in [closed, directory] {
            let failure = #expect(throws: CommandFailure.self) { try StandardInput.bytes(of: handle) }
            #expect(failure?.status == .usage)
        }
    }
}
