import Foundation

/// The three streams that every program is started with, unless somebody closed them.
package enum StandardStreams {
    /// Gives the streams that are closed to `/dev/null`. Otherwise the next file or socket that is opened would take
    /// their place, and what is meant for the terminal would be written there. To be called before anything is opened.
    package static func fill() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest that is free is taken: this very one.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
