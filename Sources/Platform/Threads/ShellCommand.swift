import Glibc

/// A command line that people wrote into a file, run by the shell.
public enum ShellCommand {
    public enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
        case notStarted
        case timeout
        /// With the status that a shell would show.
        case ended(Int32)
        case tooMuchOutput

        public var description: String {
            switch self {
            case .notStarted: "it could not be started"
            case .timeout: "it took too long"
            case .ended(let status): "it ended with status \(status)"
            case .tooMuchOutput: "it printed too much"
            }
        }
    }

    private static let maxOutputBytes = 64 << 10

    /// What it has printed by its end. Standard error goes where ours goes; nothing comes in. Whatever
    /// of it is left by then, or when the time is over, is ended with it.
    ///
    /// - Parameter timeoutSeconds: for all of it, from its start to its end.
    public static func output(
        of line: String,
        timeoutSeconds: Double
    ) async -> Result<[UInt8], Failure> {
        await withCheckedContinuation { continuation in
            startThread { continuation.resume(returning: run(line, timeoutSeconds)) }
        }
    }

    private static func run(_ line: String, _ timeoutSeconds: Double) -> Result<[UInt8], Failure> {
        let end = ContinuousClock.now + .seconds(timeoutSeconds)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return .failure(.notStarted) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        let child = start(line, printingTo: ends[1])
        close(ends[1])
        guard let child else {
            close(ends[0])
            return .failure(.notStarted)
        }
        var reading = Reading(descriptor: ends[0])
        let outcome = reading.follow(child, until: end)
        reading.close()
        // Before it is waited for: until then nobody else can have its number.
        kill(-child, SIGKILL)
        var status: Int32 = 0
        waitpid(child, &status, 0)
        if let outcome { return .failure(outcome) }
        let isNormal = status & 0x7f == 0
        let exit = isNormal ? status >> 8 & 0xff : 128 + status & 0x7f
        return exit == 0 ? .success(reading.output) : .failure(.ended(exit))
    }

    /// Starts it as the leader of a process group, so that its children can be ended with it. Off the
    /// terminal such a group may not read it; it is told so at once rather than stopped.
    private static func start(_ line: String, printingTo output: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        let words: [String] = ["/bin/sh", "-c", line]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let code = posix_spawn(&child, "/bin/sh", &actions, &attributes, &arguments, environ)
        return code == 0 ? child : nil
    }

    /// What comes out of a command until it ends, its output closed or not.
    private struct Reading {
        private(set) var output: [UInt8] = []
        private let descriptor: Int32
        private var isOpen = true
        private var buffer = [UInt8](repeating: 0, count: 4096)

        /// How often an end is looked for where the output does not tell it.
        private static let pauseMilliseconds = 5.0

        init(descriptor: Int32) { self.descriptor = descriptor }

        func close() { Glibc.close(descriptor) }

        mutating func follow(
            _ child: pid_t,
            until end: ContinuousClock.Instant
        ) -> ShellCommand.Failure? {
            while true {
                let hasEnded = ShellCommand.hasEnded(child)
                take()
                guard output.count <= maxOutputBytes else { return .tooMuchOutput }
                if hasEnded { return nil }
                let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
                guard left > 0 else { return .timeout }
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(
                    &waiting,
                    isOpen ? 1 : 0,
                    Int32(min(left, Self.pauseMilliseconds).rounded(.up))
                )
            }
        }

        /// All that is there.
        private mutating func take() {
            while isOpen, output.count <= maxOutputBytes {
                let count = read(descriptor, &buffer, buffer.count)
                if count > 0 {
                    output += buffer[..<count]
                } else {
                    if count == 0 { isOpen = false }
                    return
                }
            }
        }
    }

    /// Whether a child has ended. Its number stays its own.
    private static func hasEnded(_ child: pid_t) -> Bool {
        var found = siginfo_t()
        let code = waitid(P_PID, id_t(child), &found, WEXITED | WNOHANG | WNOWAIT)
        return code != 0 || found.si_signo != 0
    }
}
