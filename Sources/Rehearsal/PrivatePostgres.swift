import Foundation
import Glibc
import Platform

/// A PostgreSQL of one test: of its own folder, on a port and a socket of its own, with TLS.
public final class PrivatePostgres: Sendable {
    public let folder: String
    public let port: UInt16
    private let data: String
    private let server: Lock<Program>

    /// Debian's place for the programs of a server; nil: there is none.
    public static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted().last.map { "\(root)/\($0)/bin" }
    }()

    /// As the schema's owner, over the socket.
    public var url: String { "postgres:///postgres?host=\(folder)&port=\(port)&user=parapet" }

    /// Lends one, and takes it away again.
    ///
    /// - Parameter settings: as in `postgresql.conf`.
    public static func with(
        _ settings: [String] = [],
        _ body: (PrivatePostgres) async throws -> Void
    ) async throws {
        // Where whoever the server runs as may go.
        let folder = "/tmp/parapet-postgres-\(hex(randomBytes(5)))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // A server refuses to be root's.
        if getuid() == 0 { try await run("/usr/bin/chown", ["postgres", folder]) }
        let server = try await PrivatePostgres(in: folder, settings)
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private init(in folder: String, _ settings: [String]) async throws {
        guard let programs = Self.programs else { throw Missing(variable: "PostgreSQL's programs") }
        self.folder = folder
        port = try Self.freePort()
        data = "\(folder)/data"
        try await Self.runAsServer(
            "\(programs)/initdb",
            ["-D", data, "-U", "parapet", "-A", "trust", "-N", "--locale=C.UTF-8"]
        )
        try await TestCertificate(naming: "IP:127.0.0.1", in: folder, as: "server").serve(folder)
        let options = [
            "ssl = on", "ssl_cert_file = '\(folder)/server.pem'",
            "ssl_key_file = '\(folder)/server-key.pem'", "fsync = off",
            "listen_addresses = '127.0.0.1,127.0.0.2'", "unix_socket_directories = '\(folder)'",
            "port = \(port)",
        ]
        try await Self.append(options + settings, to: "\(data)/postgresql.conf")
        try await Self.append(["host all all 127.0.0.0/8 trust"], to: "\(data)/pg_hba.conf")
        server = Lock(try Self.start(programs, data))
        try await isThere()
    }

    private static func start(_ programs: String, _ data: String) throws -> Program {
        let (path, arguments) = asServer("\(programs)/postgres", ["-D", data])
        return try Program(path, arguments, environment: [:])
    }

    private func isThere() async throws {
        let program = server.withLock { $0 }
        try await program.await("the server") {
            program.error.contains("ready to accept connections")
        }
    }

    /// Ends it and begins it anew.
    ///
    /// - Parameter isCrash: nobody is told that it ends, and what was not on disk is gone.
    public func restart(isCrash: Bool) async throws {
        try await end(isCrash ? "immediate" : "fast")
        let programs = Self.programs ?? ""
        let started = try Self.start(programs, data)
        server.withLock { $0 = started }
        try await isThere()
    }

    private func end(_ mode: String) async throws {
        let control = "\(Self.programs ?? "")/pg_ctl"
        try await Self.runAsServer(control, ["stop", "-D", data, "-m", mode])
        _ = await server.withLock { $0 }.end()
    }

    private func stop() async { try? await end("immediate") }

    private static func freePort() throws -> UInt16 {
        let server = LoopbackServer { _ in [.close] }
        defer { server.stop() }
        return server.port
    }

    private static func append(_ lines: [String], to file: String) async throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((text.hasSuffix("\n") ? "" : "\n").utf8))
        try handle.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
        try handle.close()
    }

    static func asServer(_ path: String, _ arguments: [String]) -> (String, [String]) {
        getuid() == 0
            ? ("/usr/sbin/runuser", ["-u", "postgres", "--", path] + arguments) : (path, arguments)
    }

    private static func runAsServer(_ path: String, _ arguments: [String]) async throws {
        let (path, arguments) = asServer(path, arguments)
        try await run(path, arguments)
    }

    fileprivate static func run(_ path: String, _ arguments: [String]) async throws {
        let program = try Program(path, arguments, environment: [:])
        guard await program.wait() == 0 else { throw Missing(variable: program.error) }
    }
}

extension TestCertificate {
    /// The key is the server's alone.
    fileprivate func serve(_ folder: String) async throws {
        try await PrivatePostgres.run("/usr/bin/chmod", ["600", key])
        if getuid() == 0 { try await PrivatePostgres.run("/usr/bin/chown", ["postgres", key]) }
    }
}
