import Foundation
import Rehearsal
import Testing

@testable import Platform

/// The way to a PostgreSQL with TLS: it proves its name, or nothing is said to it.
@Suite(.enabled(if: PrivatePostgres.programs != nil, "PostgreSQL's programs are not installed"))
struct DatabaseTLSTests {
    /// Whether what came of a connection is encrypted, or why there was none.
    private func connect(_ url: String) async -> Result<Bool, DatabaseError> {
        let database = Database(configuration: DatabaseConfiguration(url: url), maxConnections: 1)
        do throws(DatabaseError) {
            let rows = try await database.query(
                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            )
            await database.close()
            return .success(rows.first?[0].string == "t")
        } catch {
            return .failure(error)
        }
    }

    private func kind(_ url: String) async -> DatabaseError.Kind? {
        if case .failure(let error) = await connect(url) { return error.kind }
        return nil
    }

    @Test func onlyWhoProvesItsNameIsSpokenTo() async throws {
        try await PrivatePostgres.with { server in
            let other = try await TestCertificate(
                naming: "IP:127.0.0.1",
                in: server.folder,
                as: "other"
            )
            let roots = "sslrootcert=\(server.folder)/server.pem"
            let address = { (host: String, rest: String) in
                "port=\(server.port) host=\(host) user=parapet dbname=postgres \(rest)"
            }
            let full = "sslmode=verify-full"
            #expect(await connect(address("127.0.0.1", "\(full) \(roots)")) == .success(true))
            // Another name than the certificate's.
            #expect(await kind(address("127.0.0.2", "\(full) \(roots)")) == .untrusted)
            // Somebody else's roots.
            let others = "sslrootcert=\(other.certificate)"
            #expect(await kind(address("127.0.0.1", "\(full) \(others)")) == .untrusted)
            // Where one of the hosts is beyond this machine, that is how it is without a word.
            let beyond = "127.0.0.1,::ffff:127.0.0.1 port=\(server.port),1"
            #expect(await connect(address(beyond, roots)) == .success(true))
            #expect(await kind(address(beyond, others)) == .untrusted)
            // A weaker mode is obeyed: it is encrypted, and says nothing of who answers.
            let weak = address("127.0.0.2", "sslmode=require")
            #expect(await connect(weak) == .success(true))

            let owner = Database(
                configuration: DatabaseConfiguration(url: server.url),
                maxConnections: 1
            )
            _ = try await owner.query("ALTER SYSTEM SET ssl = off")
            _ = try await owner.query("SELECT pg_reload_conf()")
            await owner.close()
            // New sessions have it; libpq's own default would go on in plain text.
            try await eventually("it still speaks TLS") {
                await connect(address("127.0.0.1", "sslmode=prefer")) == .success(false)
            }
            #expect(await kind(address("127.0.0.1", "\(full) \(roots)")) == .untrusted)
            #expect(await kind(address(beyond, roots)) != nil)
        }
    }
}
