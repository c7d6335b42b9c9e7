import Glibc

/// A command line that people wrote into a file, run by the shell.
public enum ShellCommand {
    public enum Failure: Error, Sendable, Hashable {
        case notStarted
        case timeout
        /// With the status that a shell would show.
        case ended(Int32)
        case tooMuchOutput
    }

    private static let maxOutputBytes = 64 << 10

    /// Its standard output. Standard error goes where ours goes.
    public static func output(
        of line: String,
        timeoutSeconds: Double
    ) async -> Result<[UInt8], Failure> {
        await withCheckedContinuation { continuation in
            startThread { continuation.resume(returning: run(line, timeoutSeconds)) }
        }
    }

    private static func run(_ line: String, _ timeoutSeconds: Double) -> Result<[UInt8], Failure> {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return .failure(.notStarted) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        let words: [String] = ["/bin/sh", "-c", line]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let code = posix_spawn(&child, "/bin/sh", &actions, nil, &arguments, environ)
        close(ends[1])
        guard code == 0 else { return .failure(.notStarted) }
        let output = read(ends[0], timeoutSeconds)
        if case .failure = output { kill(child, SIGKILL) }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        guard case .success = output else { return output }
        let isNormal = status & 0x7f == 0
        let exit = isNormal ? status >> 8 & 0xff : 128 + status & 0x7f
        return exit == 0 ? output : .failure(.ended(exit))
    }

    private static func read(
        _ descriptor: Int32,
        _ timeoutSeconds: Double
    ) -> Result<[UInt8], Failure> {
        let end = ContinuousClock.now + .seconds(timeoutSeconds)
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard left > 0, poll(&waiting, 1, Int32(left)) > 0 else { return .failure(.timeout) }
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return .success(output) }
            output += buffer[..<count]
            guard output.count <= maxOutputBytes else { return .failure(.tooMuchOutput) }
        }
    }
}
