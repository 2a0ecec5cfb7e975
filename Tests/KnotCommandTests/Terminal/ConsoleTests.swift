import Foundation
import KnotCommand
import Testing

@Suite struct ConsoleTests {
    @Test func everythingIsWritten() throws {
        let pipe = Pipe()
        #expect(Console.send(Array("space/web\n".utf8), to: pipe.fileHandleForWriting.fileDescriptor) == nil)
        try pipe.fileHandleForWriting.close()
        #expect(try pipe.fileHandleForReading.readToEnd() == Data("space/web\n".utf8))
    }

    @Test func aFullDiskIsAnError() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        #expect(Console.send([1], to: full.fileDescriptor) == ENOSPC)
        #expect(Console.send([], to: full.fileDescriptor) == nil)
    }

    /// What standard error does not take is lost: the verb goes on.
    @Test func otherDescriptorsAreNoReasonToEnd() {
        Console.write([1], to: -1)
    }
}
