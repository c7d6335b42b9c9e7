import Foundation
import Glibc

/// A process that was started and is waited for. Foundation's own kind, started from hundreds of tests at
/// once, has run past the end of a buffer in its start.
struct Child: Sendable {
    let id: pid_t

    /// Starts it as the leader of a process group, with no open file but its three, and no signal blocked
    /// or ignored.
    ///
    /// - Parameter ended: told its exit status, or the signal that ended it; by a thread of its own.
    init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String],
        folder: String,
        output: String,
        error: String,
        ended: @escaping @Sendable (Int32) -> Void
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, error, O_WRONLY, 0)
        for file in Self.openFiles where file > 2 {
            posix_spawn_file_actions_addclose(&actions, file)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
        // It becomes the program, with the same number.
        let env = "/usr/bin/env"
        var words = Self.texts([env, "-C", folder, path] + arguments)
        var variables = Self.texts(environment.map { "\($0)=\($1)" })
        defer { for text in words + variables { free(text) } }
        var id = pid_t()
        let code = posix_spawn(&id, env, &actions, &attributes, &words, &variables)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        self.id = id
        Thread.detachNewThread { [id] in
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0 && errno == EINTR {}
            let signal = status & 0x7f
            ended(signal == 0 ? status >> 8 & 0xff : signal)
        }
    }

    /// A server's sockets, left to a child, would outlive the server.
    private static var openFiles: [Int32] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return (names ?? []).compactMap { Int32($0) }
    }

    private static func texts(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
        words.map { strdup($0) } + [nil]
    }
}
