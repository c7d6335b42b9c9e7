import Foundation
import Glibc

/// Debian's pgbouncer before a PostgreSQL of the test's own, in transaction mode.
public final class PrivatePooler: Sendable {
    public static let program = "/usr/sbin/pgbouncer"

    /// As the schema's owner.
    public let url: String
    private let pooler: Program

    public init(before server: PrivatePostgres) async throws {
        let folder = server.folder
        let file = "\(folder)/pgbouncer.ini"
        try "\"parapet\" \"\"\n".write(
            toFile: "\(folder)/users",
            atomically: true,
            encoding: .utf8
        )
        try """
        [databases]
        * = host=\(folder) port=\(server.port)
        [pgbouncer]
        pool_mode = transaction
        listen_addr =
        listen_port = 6432
        unix_socket_dir = \(folder)
        auth_type = trust
        auth_file = \(folder)/users
        default_pool_size = 4
        max_client_conn = 200
        server_login_retry = 1
        """.write(toFile: file, atomically: true, encoding: .utf8)
        let (path, arguments) = PrivatePostgres.asServer(Self.program, [file])
        pooler = try Program(path, arguments, environment: [:])
        let socket = "\(folder)/.s.PGSQL.6432"
        try await pooler.await("the pooler") { FileManager.default.fileExists(atPath: socket) }
        url = "postgres:///postgres?host=\(folder)&port=6432&user=parapet"
    }

    public func stop() async { _ = await pooler.stop() }
}
