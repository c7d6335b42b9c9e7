import Document
import Foundation
import Platform
import Rehearsal
import Testing

/// A stand-in, a database, and Parapet's commands between them.
struct Scene: Sendable {
    let standIn: StandIn
    let database: ScratchDatabase
    /// The folder of the guardrails that the estate was planted for.
    let guardrails: String

    /// The others find much in every account: what is missing there.
    static let planted = [
        "iam-unused-access-key", "s3-public-bucket", "sg-internal-all-ports",
        "ssh-open-to-the-world",
    ]

    static func with(
        estate: String = "small",
        verifyingSignatures: Bool = false,
        guardrails: [String] = planted,
        on given: ScratchDatabase? = nil,
        _ body: (Scene) async throws -> Void
    ) async throws {
        try await StandIn.with(estate: estate, verifyingSignatures: verifyingSignatures) {
            standIn in
            try await Self.lend(given) { database in
                let folder = FileManager.default.temporaryDirectory
                    .appending(path: "parapet-guardrails-\(hex(randomBytes(5)))")
                let files = FileManager.default
                try files.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? files.removeItem(at: folder) }
                for name in guardrails {
                    try files.copyItem(
                        atPath: "\(Repository.folder)/ops/guardrails/\(name).yaml",
                        toPath: folder.appending(path: "\(name).yaml").path
                    )
                }
                try await body(
                    Scene(standIn: standIn, database: database, guardrails: folder.path)
                )
            }
        }
    }

    private static func lend(
        _ given: ScratchDatabase?,
        _ body: (ScratchDatabase) async throws -> Void
    ) async throws {
        if let given { try await body(given) } else { try await ScratchDatabase.with(body) }
    }

    var environment: [String: String] {
        standIn.environment.merging([
            "PARAPET_DATABASE_URL": database.url, "PARAPET_CONFIG": standIn.configuration,
            "PARAPET_GUARDRAILS": guardrails,
            "PARAPET_PLAYBOOKS": "\(Repository.folder)/ops/playbooks",
        ]) { $1 }
    }

    /// A file beside the scene's own; answers its name.
    func write(_ name: String, _ document: JSON) throws -> String {
        let file = URL(filePath: guardrails).appending(path: name)
        try document.text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    func parapet(
        _ arguments: String...,
        environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        try await Program.run(arguments, environment: self.environment.merging(environment) { $1 })
    }

    /// A process of the cluster, with leases short enough for a test. Coordinators let no clock
    /// interfere.
    func start(
        _ role: String,
        _ arguments: String...,
        environment: [String: String] = [:]
    ) throws -> Program {
        try Program(
            Program.parapet,
            [role, "--lease-seconds", "4"] + (role == "coordinator" ? ["--no-schedule"] : [])
                + arguments,
            environment: self.environment.merging(environment) { $1 }
        )
    }

    /// One sweep in one process; its exit code and its summary.
    func sweep(_ arguments: String...) async throws -> (status: Int32, summary: JSON) {
        let outcome = try await Program.run(
            ["sweep", "--local", "--format", "json"] + arguments,
            environment: environment
        )
        let summary = try? JSON.parse(outcome.output)
        if summary == nil { Issue.record("\(outcome.output) \(outcome.error)") }
        return (outcome.status, summary ?? .null)
    }

    /// What could not be judged is among them, unless a status is named.
    func findings(_ arguments: String...) async throws -> [JSON] {
        let statuses =
            arguments.contains("--status")
            ? [] : ["open", "excepted", "unknown"].flatMap { ["--status", $0] }
        let outcome = try await Program.run(
            ["findings", "--format", "json"] + statuses + arguments,
            environment: environment
        )
        #expect(outcome.status == 0, "\(outcome.error)")
        return try JSON.parse(outcome.output).array ?? []
    }

    /// What is listed is what was planted, and nothing else.
    func expectWhatWasPlanted(
        only guardrail: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let planted = (standIn.expected["findings"]?.array ?? []).filter {
            guardrail == nil || $0["guardrail"]?.string == guardrail
        }
        let found = Set(try await findings().map(Self.line))
        let expected = Set(planted.map(Self.line))
        #expect(!expected.isEmpty, sourceLocation: sourceLocation)
        #expect(found.subtracting(expected).isEmpty, sourceLocation: sourceLocation)
        #expect(expected.subtracting(found).isEmpty, sourceLocation: sourceLocation)
    }

    /// What a finding is about and how it stands, as the expectation file and CONTRACTS have it.
    private static func line(_ finding: JSON) -> String {
        let resource = finding["resource"]
        let type = finding["resource_type"]?.string ?? resource?["type"]?.string
        let id = finding["resource_id"]?.string ?? resource?["id"]?.string
        let names = ["guardrail", "account", "environment", "region", "part", "status"]
        return (names.map { finding[$0]?.string } + [type, id]).map { $0 ?? "-" }
            .joined(separator: " ")
    }

    /// Every change that was ever recorded.
    func events() async throws -> Int {
        try await database.count("select count(*) from report.finding_events")
    }
}
