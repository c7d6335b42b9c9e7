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
            Uses the audit role of $PARAPET_CONFIG in the account. With --id only that one is read, \
            with the fewest calls; exit code 1: there is none. Exit code 4: something could not be \
            read; what, goes to standard error.

            Example:
              parapet collect ec2.security-group --account 222222222222 --region eu-west-1
              parapet collect s3.bucket --account 222222222222 --format json
              parapet collect s3.bucket --account 222222222222 --id logs-prod
            """
    )

    @Argument(help: "The resource type; 'parapet catalogue' lists them.")
    var type: String

    @Option(help: "The account, by its id.")
    var account: String

    @Option(help: "The region; not needed for a global type.")
    var region: String?

    @Option(help: "The id of one resource, as findings and listings have it.")
    var id: String?

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
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw Failure(
                "PAR-AWS-11 '\(account)' is not an account id: 12 digits",
                hint: "parapet accounts"
            )
        }
        if let region { _ = try Self.partition(of: region) }
        let wiring = Wiring()
        let configuration = try wiring.configuration()
        let sessions = try await wiring.sessions()
        try await sessions.checkKeys()
        try await checkRegion(sessions, configuration.roles)
        let scope = Scope(
            account: account,
            region: type.isGlobal ? Scope.global : region ?? "",
            service: type.service
        )
        let collection = try await collection(type, scope, sessions, configuration.roles)
        if let id, collection.resources.isEmpty, collection.listedCompletely(type.name) {
            throw absence(of: id, type, scope)
        }
        let resources = collection.resources.sorted { $0.name.id < $1.name.id }
        switch format {
        case .json: Output.line(JSON.array(resources.map(Self.json)).prettyText)
        case .table: Output.line(Self.table(resources).text())
        }
        try reportGaps(collection)
    }

    /// - Throws: what is no name of a region.
    static func partition(of region: String) throws -> Partition {
        guard let found = Partition(region: region) else { throw noSuchRegion(region) }
        return found
    }

    private static func noSuchRegion(_ region: String) -> Failure {
        let near = Partition.nearest(to: region).map { "did you mean '\($0)'?" }
        return Failure(
            "PAR-AWS-09 AWS has no region '\(region)'",
            hint: near ?? "name one such as eu-west-1"
        )
    }

    /// AWS may have opened a region since this program was made: then the account knows it.
    private func checkRegion(_ sessions: Sessions, _ roles: Configuration.Roles) async throws {
        guard let region, !Partition.knows(region: region) else { return }
        let reader = try await sessions.reader(in: account, roles: roles)
        guard case .success(let enabled) = await reader.enabledRegions(askedIn: sessions.region),
            enabled.contains(region)
        else { throw Self.noSuchRegion(region) }
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
            let reader = try await sessions.reader(in: account, roles: roles)
            let collection = await collection(type, scope, reader, sessions.region)
            guard let seconds = collection.waitSeconds else { return collection }
            try await Task.sleep(for: .seconds(seconds))
        }
        throw Failure("PAR-AWS-05 AWS is not ready", hint: "ask again later", exitCode: .failure)
    }

    private func collection(
        _ type: ResourceType,
        _ scope: Scope,
        _ reader: Reader,
        _ region: String
    ) async -> Collection {
        let attributes = Set(type.attributes.map(\.name))
        guard let id else {
            return await collect(
                scope,
                attributes: [type.name: attributes],
                reader: reader,
                region: region
            )
        }
        return await collect(
            id,
            of: type,
            in: scope,
            attributes: attributes,
            reader: reader,
            region: region
        )
    }

    private func absence(of id: String, _ type: ResourceType, _ scope: Scope) -> Failure {
        let place = type.isGlobal ? account : "\(account) \(scope.region)"
        let elsewhere = type.isGlobal ? "" : "look in another --region, or "
        return Failure(
            "PAR-AWS-08 there is no \(type.name) '\(id)' in \(place)",
            hint: "\(elsewhere)list them all by leaving --id out",
            exitCode: .failure
        )
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
