import AWS
import Cluster
import Foundation
import Guardrails
import Logging
import Platform
import Store

/// The one place that builds things, from the standard variables.
struct Wiring {
    let environment: [String: String]

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func databaseConfiguration() throws -> DatabaseConfiguration {
        guard let url = variable("PARAPET_DATABASE_URL") else {
            throw Failure(
                "PAR-DB-13 PARAPET_DATABASE_URL is not set",
                hint: "set it, for example to postgres://localhost/parapet"
            )
        }
        return DatabaseConfiguration(url: url)
    }

    /// A database whose schema is the one that this program needs.
    func database(maxConnections: Int = 8) async throws -> Database {
        let database = Database(
            configuration: try databaseConfiguration(),
            maxConnections: maxConnections
        )
        try await Migrator(database: database).check()
        return database
    }

    /// Runs with one connection and closes it, whatever happens.
    func withDatabase<Answer>(
        _ body: (Database) async throws -> Answer
    ) async throws -> Answer {
        let database = try await database(maxConnections: 1)
        do {
            let answer = try await body(database)
            await database.close()
            return answer
        } catch {
            await database.close()
            throw error
        }
    }

    var configurationFile: String { variable("PARAPET_CONFIG") ?? "parapet.yaml" }

    var guardrailsFolder: String { variable("PARAPET_GUARDRAILS") ?? "ops/guardrails" }

    var migrationsFolder: String { variable("PARAPET_SQL") ?? "sql" }

    var hasConfiguration: Bool { FileManager.default.fileExists(atPath: configurationFile) }

    func configuration() throws -> Configuration {
        try Configuration(yaml: try configurationText(), file: configurationFile)
    }

    private func configurationText() throws -> String {
        let file = configurationFile
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Failure(
                "PAR-CFG-08 \(file) cannot be read",
                hint: "write one with 'parapet init', or set PARAPET_CONFIG"
            )
        }
        return text
    }

    /// The texts that the next sweep is to use.
    func sweepFiles() throws -> SweepFiles {
        let text = try configurationText()
        let configuration = try Configuration(yaml: text, file: configurationFile)
        return SweepFiles(
            configuration: text,
            configurationFile: configurationFile,
            guardrails: try GuardrailsFolder(path: guardrailsFolder).files(),
            baselines: try configuration.baselines.mapValues(baseline)
        )
    }

    private func baseline(_ name: String) throws -> SweepMaterial.Source {
        let folder = URL(filePath: configurationFile).deletingLastPathComponent()
        let file = URL(filePath: name, relativeTo: folder).path
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Failure(
                "PAR-BAS-08 the baseline \(file) cannot be read",
                hint: "correct 'baselines' in \(configurationFile)"
            )
        }
        return SweepMaterial.Source(file: name, text: text)
    }

    /// - Throws: where there are no credentials at all; others may come back by themselves.
    func sessions() async throws -> Sessions {
        let client = Client(endpoints: Endpoints(environment: environment))
        let caller = try Caller(environment: environment, client: client) { path in
            try? String(contentsOfFile: path, encoding: .utf8)
        }
        do throws(CredentialFailure) {
            _ = try await caller.credentials.credentials()
        } catch  where error.kind == .missing {
            throw error
        } catch {
            logger().warning("\(error)")
        }
        return Sessions(client: client, caller: caller)
    }

    func logger() -> Logger {
        var logger = Logger(label: "parapet") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = variable("PARAPET_LOG").flatMap { Logger.Level(rawValue: $0) } ?? .info
        return logger
    }

    func coordinator(
        _ database: Database,
        _ sessions: Sessions,
        _ logger: Logger,
        pace: Pace = Pace(),
        isScheduling: Bool
    ) -> Coordinator {
        Coordinator(
            database: database,
            sessions: sessions,
            files: { try self.sweepFiles() },
            pace: pace,
            isScheduling: isScheduling,
            host: ProcessInfo.processInfo.hostName,
            logger: logger
        )
    }

    func worker(
        _ database: Database,
        _ sessions: Sessions,
        _ logger: Logger,
        pace: Pace
    ) -> Worker {
        Worker(
            database: database,
            sessions: sessions,
            pace: pace,
            host: ProcessInfo.processInfo.hostName,
            logger: logger
        )
    }
}
