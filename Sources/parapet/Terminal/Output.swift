import Foundation

/// Standard output, the one way there. What cannot be written ends the process: with 0 where the
/// reader of a pipe has left, with 1 otherwise.
enum Output {
    static func line(_ text: String = "") { write(text + "\n") }

    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                let count = Foundation.write(STDOUT_FILENO, start, rest.count)
                if count < 0 { settle(errno) } else { rest = .init(rebasing: rest[count...]) }
            }
        }
    }

    /// Returns where it is worth trying again.
    private static func settle(_ error: Int32) {
        switch error {
        case EINTR: return
        case EAGAIN:
            var descriptor = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
            poll(&descriptor, 1, -1)
        case EPIPE: exit(EXIT_SUCCESS)
        default:
            let failure = Failure(
                "PAR-OUT-01 the output could not be written: \(String(cString: strerror(error)))",
                hint: "what was done stays done; ask again with another output",
                exitCode: .failure
            )
            Terminal.say("Error: \(failure)")
            exit(EXIT_FAILURE)
        }
    }
}
