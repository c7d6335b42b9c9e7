import AWS
import ArgumentParser
import Document
import Foundation
import Guardrails

struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract:
            "Read the resources of one type in one account and region, as guardrails see them.",
        discussion: """
            Uses the audit role of $PARAPET_CONFIG in the account. Exit code 4: something could not \
            be read; what, goes to standard error.

            Example:
              parapet collect ec2.security-group --account 222222222222 --region eu-west-1
              parapet collect s3.bucket --account 222222222222 --format json
            """
    )

    @Argument(help: "The resource type; 'parapet catalogue' lists them.")
    var type: String

    @Option(help: "The account, by its id.")
    var account: String

    @Option(help: "The region; not needed for a global type.")
    var region: String?

    @Option(help: "table or json.")
    var format = ListFormat.table

    func run() async throws {
        let type = try CatalogueCommand.find(type)
        guard type.isRead else {
            throw Failure(
                "PAR-CAT-02 nothing is read for \(type.name): it is what a sweep knows beforehand",
                hint: "parapet catalogue \(type.name)"
            )
        }
        guard type.isGlobal || region != nil else {
            throw ValidationError("\(type.name) is regional: name a --region")
        }
        let wiring = Wiring()
        let configuration = try wiring.configuration()
        let sessions = try await wiring.sessions()
        let scope = Scope(
            account: account,
            region: type.isGlobal ? Scope.global : region ?? "",
            service: type.service
        )
        let collection = try await collection(type, scope, sessions, configuration.roles)
        let resources = collection.resources.sorted { $0.name.id < $1.name.id }
        switch format {
        case .json: print(JSON.array(resources.map(Self.json)).prettyText)
        case .table: print(Self.table(resources).text())
        }
        try reportGaps(collection)
    }

    private static let patience = 12

    /// Asks again where AWS takes its time, as it does for a credential report.
    private func collection(
        _ type: ResourceType,
        _ scope: Scope,
        _ sessions: Sessions,
        _ roles: Configuration.Roles
    ) async throws -> Collection {
        for _ in 0..<Self.patience {
            let session = try await sessions.session(in: account, roles: roles)
            let collection = await collect(
                scope,
                attributes: [type.name: Set(type.attributes.map(\.name))],
                session: session,
                region: sessions.region
            )
            guard let seconds = collection.waitSeconds else { return collection }
            try await Task.sleep(for: .seconds(seconds))
        }
        throw Failure("PAR-AWS-05 AWS is not ready", hint: "ask again later", exitCode: .failure)
    }

    private func reportGaps(_ collection: Collection) throws {
        let gaps = collection.coverage.flatMap(\.gaps.keys)
        guard !gaps.isEmpty else { return }
        for gap in Set(gaps).sorted(by: { $0.summary < $1.summary }) {
            Terminal.say("\(gap.summary) | \(gap.detail)")
        }
        throw ExitCode.incomplete
    }

    private static func table(_ resources: [Resource]) -> Table {
        var table = Table(titles: ["ID", "NAME", "REGION", "UNREAD"])
        for resource in resources {
            table.rows.append([
                resource.name.id, resource.name.name ?? "-", resource.name.region,
                resource.unread.keys.sorted().joined(separator: " "),
            ])
        }
        return table
    }

    private static func json(_ resource: Resource) -> JSON {
        let unread = resource.unread.sorted { $0.key < $1.key }
            .map { ($0.key, JSON.string($0.value.summary)) }
        return [
            "type": .string(resource.name.type), "id": .string(resource.name.id),
            "account": .string(resource.name.account), "region": .string(resource.name.region),
            "arn": resource.name.arn.map { .string($0) } ?? .null,
            "name": resource.name.name.map { .string($0) } ?? .null,
            "resource": .object(resource.document), "unread": .object(Object(unread)),
        ]
    }
}
