import AWS
import Cluster
import Foundation
import Guardrails
import Logging
import Notify
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

    var hasDatabase: Bool { variable("PARAPET_DATABASE_URL") != nil }

    /// Where work goes: through a pooler, where another address leads around it.
    func databaseConfiguration() throws -> DatabaseConfiguration {
        guard let url = variable("PARAPET_DATABASE_URL") else {
            throw Failure(
                "PAR-DB-13 PARAPET_DATABASE_URL is not set",
                hint: "set it, for example to postgres://localhost/parapet"
            )
        }
        return DatabaseConfiguration(url: url, isPooled: variable("PARAPET_DIRECT_URL") != nil)
    }

    /// For what needs a session of its own: to listen, to lead, to migrate.
    func directConfiguration() throws -> DatabaseConfiguration {
        guard let url = variable("PARAPET_DIRECT_URL") else { return try databaseConfiguration() }
        return DatabaseConfiguration(url: url)
    }

    private static let isWarned = Lock(false)

    /// Once in a process.
    private func warn(of transport: DatabaseTransport) {
        guard let text = transport.warning else { return }
        let isFirst = Self.isWarned.withLock { isWarned in
            defer { isWarned = true }
            return !isWarned
        }
        if isFirst { logger().warning("\(text)") }
    }

    /// A database whose schema is the one that this program needs.
    ///
    /// - Parameter isHurried: what somebody else holds is not waited for.
    func database(maxConnections: Int = 8, isHurried: Bool = false) async throws -> Database {
        var configuration = try databaseConfiguration()
        if isHurried {
            configuration.lockTimeoutMilliseconds = 1000
            configuration.statementTimeoutMilliseconds = 10_000
        }
        warn(of: configuration.transport)
        warn(of: try directConfiguration().transport)
        let database = Database(configuration: configuration, maxConnections: maxConnections)
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

    static let standardPlaybooks = "ops/playbooks"

    var playbooksFolder: String { variable("PARAPET_PLAYBOOKS") ?? Self.standardPlaybooks }

    var migrationsFolder: String { variable("PARAPET_SQL") ?? "sql" }

    var hasConfiguration: Bool { FileManager.default.fileExists(atPath: configurationFile) }

    /// - Throws: everything that is wrong with it, names that nobody knows included.
    func configuration() throws -> Configuration {
        let configuration = try Configuration(
            yaml: try configurationText(),
            file: configurationFile
        )
        let problems = configuration.problems(in: .aws)
        guard problems.isEmpty else { throw Problems(problems + configuration.warnings) }
        return configuration
    }

    private func configurationText() throws -> String {
        let file = configurationFile
        do throws(TextFile.Fault) {
            return try TextFile.read(file)
        } catch {
            throw Failure(
                "PAR-CFG-08 \(file) \(error.text)",
                hint: "\(error.hint); 'parapet init' writes one, PARAPET_CONFIG names another"
            )
        }
    }

    /// What the next sweep is to use, as far as it can be read.
    func ruleFiles() -> RuleFiles {
        let folder = GuardrailsFolder(path: guardrailsFolder)
        let found = foundConfiguration()
        var baselines: [String: RuleFiles.Found] = [:]
        if case .text(let file) = found,
            let configuration = try? Configuration(yaml: file.text, file: file.file)
        {
            baselines = configuration.baselines.mapValues(foundBaseline)
        }
        return RuleFiles(
            configuration: found,
            guardrails: folder.found(),
            baselines: baselines,
            frameworks: folder.foundFrameworks(),
            playbooks: PlaybooksFolder([playbooksFolder]).found()
        )
    }

    private func foundConfiguration() -> RuleFiles.Found {
        let file = configurationFile
        do throws(TextFile.Fault) {
            return .text(RuleTexts.File(file: file, text: try TextFile.read(file, isKept: true)))
        } catch {
            return .unread(
                file,
                Problem(
                    code: "PAR-CFG-08",
                    place: Place(file: file, line: 1, column: 1),
                    message: "\(file) \(error.text)",
                    hint: "\(error.hint); 'parapet init' writes one, PARAPET_CONFIG names another"
                )
            )
        }
    }

    private func foundBaseline(_ named: NamedInFile) -> RuleFiles.Found {
        do throws(TextFile.Fault) {
            return .text(try baseline(named.name))
        } catch {
            return .unread(named.name, problem(with: named, error))
        }
    }

    private func problem(with named: NamedInFile, _ fault: TextFile.Fault) -> Problem {
        Problem(
            code: "PAR-BAS-08",
            place: named.place,
            message: "the baseline '\(named.name)' \(fault.text)",
            hint: "its name starts at the folder of \(configurationFile)"
        )
    }

    /// The files that `baselines` names.
    func baselines(of configuration: Configuration) throws(Problems) -> [String: RuleTexts.File] {
        var files: [String: RuleTexts.File] = [:]
        var problems: [Problem] = []
        for (environment, named) in configuration.baselines.sorted(by: { $0.key < $1.key }) {
            do throws(TextFile.Fault) {
                files[environment] = try baseline(named.name)
            } catch {
                problems.append(problem(with: named, error))
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return files
    }

    /// What these files say, whenever somebody asks.
    func rules() -> CurrentRules { CurrentRules { ruleFiles() } }

    private func baseline(_ name: String) throws(TextFile.Fault) -> RuleTexts.File {
        let folder = URL(filePath: configurationFile).deletingLastPathComponent()
        let file = URL(filePath: name, relativeTo: folder).path
        return RuleTexts.File(file: name, text: try TextFile.read(file, isKept: true))
    }

    /// To AWS.
    private var awsHTTP: HTTPClient {
        var http = HTTPClient.Configuration()
        http.trust = TrustStore(environment: environment, ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
        return HTTPClient(configuration: http)
    }

    /// - Throws: where there are no credentials at all; others may come back by themselves.
    func sessions() async throws -> Sessions {
        let client = Client(http: awsHTTP, endpoints: Endpoints(environment: environment))
        let caller = try Caller(environment: environment, client: client) {
            path throws(SmallFile.Fault) in try SmallFile.read(path)
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

    /// Nil where there are no credentials at all: not everything takes them.
    func optionalSessions() async throws -> Sessions? {
        do {
            return try await sessions()
        } catch let failure as CredentialFailure where failure.kind == .missing {
            return nil
        }
    }

    func logger(_ format: LogFormat = .text) -> Logger {
        var logger = Logger(label: "parapet") { label in
            switch format {
            case .text: RepeatsLogHandler(StreamLogHandler.standardError(label: label))
            case .json: RepeatsLogHandler(JSONLogHandler())
            }
        }
        logger.logLevel = variable("PARAPET_LOG").flatMap { Logger.Level(rawValue: $0) } ?? .info
        return logger
    }

    func coordinator(
        _ database: Database,
        _ sessions: Sessions,
        _ rules: CurrentRules,
        _ logger: Logger,
        pace: Pace = Pace(),
        isScheduling: Bool
    ) throws -> Coordinator {
        Coordinator(
            database: database,
            lease: Database(configuration: try directConfiguration(), maxConnections: 1),
            sessions: sessions,
            rules: rules,
            pace: pace,
            isScheduling: isScheduling,
            host: ProcessInfo.processInfo.hostName,
            logger: logger
        )
    }

    func feed(
        _ database: Database,
        _ sessions: Sessions,
        _ logger: Logger,
        pace: Pace,
        isEager: Bool
    ) -> Feed {
        Feed(
            database: database,
            sessions: sessions,
            pace: pace,
            isEager: isEager,
            host: ProcessInfo.processInfo.hostName,
            logger: logger
        )
    }

    /// - Parameter sessions: nil: channels of AWS refuse.
    func notifier(
        _ database: Database,
        _ sessions: Sessions?,
        _ logger: Logger,
        pace: Pace,
        isNeeded: @escaping @Sendable () -> Bool = { true }
    ) -> Worker {
        let services = channelServices(sessions)
        return Worker(
            notifying: database,
            channels: { Channels.channel($0, services($1)) },
            isNeeded: isNeeded,
            pace: pace,
            host: ProcessInfo.processInfo.hostName,
            logger: logger
        )
    }

    /// What channels of a configuration are built over; secrets are this process's to read.
    func channelServices(_ sessions: Sessions?) -> @Sendable (Configuration) -> ChannelServices {
        let http = internetHTTP
        let mailer = Mailer(trust: internetTrust)
        let secrets = secrets(sessions)
        return { configuration in
            ChannelServices(
                http: http,
                mailer: mailer,
                sessions: sessions,
                roles: configuration.roles,
                secrets: secrets
            )
        }
    }

    private var internetTrust: TrustStore {
        TrustStore(environment: environment, ["SSL_CERT_FILE"])
    }

    /// To others than AWS.
    private var internetHTTP: HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.trust = internetTrust
        return HTTPClient(configuration: configuration)
    }

    private func secrets(_ sessions: Sessions?) -> SecretReader {
        SecretReader(environment: environment, sessions: sessions) { path in
            try? String(contentsOfFile: path, encoding: .utf8)
        }
    }

    /// Firewalls outside AWS, with the keys that this process can read.
    private func providers(
        _ sessions: Sessions,
        _ http: HTTPClient
    ) -> @Sendable (Configuration) async -> ActionProviders {
        let secrets = secrets(sessions)
        return { configuration in
            guard let imperva = configuration.providers.imperva else { return ActionProviders() }
            let firewall = ImpervaFirewall(
                http: http,
                url: imperva.url,
                account: imperva.account
            ) {
                switch (await secrets.text(of: imperva.id), await secrets.text(of: imperva.key)) {
                case (.success(let id), .success(let key)): .success(ProviderKey(id: id, key: key))
                case (.failure(let failure), _), (_, .failure(let failure)):
                    .failure(ProviderKeyFailure(failure.text))
                }
            }
            return ActionProviders([ImpervaFirewall.service: firewall])
        }
    }

    func worker(
        _ database: Database,
        _ sessions: Sessions,
        _ logger: Logger,
        pace: Pace
    ) -> Worker {
        let web = internetHTTP
        return Worker(
            database: database,
            sessions: sessions,
            providers: providers(sessions, web),
            web: web,
            pace: pace,
            host: ProcessInfo.processInfo.hostName,
            logger: logger
        )
    }
}
