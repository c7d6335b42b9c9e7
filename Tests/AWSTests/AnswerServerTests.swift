import Document
import Guardrails
import Rehearsal
import Testing

@testable import AWS

/// The endpoint of benchmarks answers everything that Parapet reads, and as AWS words it.
struct AnswerServerTests {
    private func sessions(_ server: AnswerServer) throws -> Sessions {
        let client = Client(endpoints: Endpoints(environment: server.environment))
        return Sessions(
            client: client,
            caller: try Caller(environment: server.environment, client: client) { _ in nil }
        )
    }

    @Test func everyTypeIsReadCompletely() async throws {
        let server = AnswerServer(SyntheticEstate(accounts: 3))
        defer { server.stop() }
        let sessions = try sessions(server)
        var roles = Configuration.Roles()
        roles.audit = "Audit"
        for type in Catalogue.aws.types where type.isRead {
            let scope = Scope(
                account: "200000000002",
                region: type.isGlobal ? Scope.global : "us-east-1",
                service: type.service
            )
            let collection = await collect(
                scope,
                attributes: [type.name: Set(type.attributes.map(\.name))],
                reader: try await sessions.reader(in: scope.account, roles: roles),
                region: sessions.region
            )
            #expect(!collection.coverage.isEmpty, "\(type.name)")
            for coverage in collection.coverage {
                #expect(coverage.isComplete, "\(type.name) \(coverage)")
            }
        }
        #expect(server.counts["ec2.DescribeSecurityGroups"] == 1)
        #expect(server.counts["sts.AssumeRole"] == 1)
    }

    @Test func accountsAreWhoTheyAreAndHaveTheirRegions() async throws {
        let server = AnswerServer(SyntheticEstate(accounts: 3, regions: 4))
        defer { server.stop() }
        let sessions = try sessions(server)
        #expect(try await sessions.ownAccount() == "200000000000")
        let reader = try await sessions.reader(in: "200000000001", roles: .init())
        let regions = try await reader.enabledRegions(askedIn: "us-east-1").get()
        #expect(regions == ["us-east-1", "us-east-2", "us-west-1", "us-west-2"])
        let groups = await reader.list(
            "ec2",
            "DescribeSecurityGroups",
            DocumentPath("SecurityGroups[].OwnerId"),
            region: "us-east-1"
        )
        #expect(groups.items == ["200000000001"])
    }

    /// Whatever the protocol, Parapet knows a throttle when it sees one.
    @Test(arguments: [
        "ec2.DescribeVpcs", "iam.ListUsers", "s3.ListBuckets", "organizations.ListRoots",
        "lambda.ListFunctions",
    ])
    func whatIsTooMuchIsThrottled(name: String) async throws {
        var conduct = AnswerServer.Conduct()
        conduct.limits[name] = RequestLimit(perSecond: 0, burst: 1)
        let server = AnswerServer(SyntheticEstate(accounts: 1), conduct: conduct)
        defer { server.stop() }
        let parts = name.split(separator: ".").map(String.init)
        let reader = try await sessions(server).ownReader()
        let first = await reader.send(parts[0], parts[1], "us-east-1", [:])
        #expect(throws: Never.self) { try first.get() }
        let fresh = try await sessions(server).ownReader()
        let second = await fresh.send(parts[0], parts[1], "us-east-1", [:])
        #expect(throws: CallFailure.self) { try second.get() }
        if case .failure(let failure) = second { #expect(failure.kind == .throttled) }
        #expect(server.counts[name] == 1 && (server.throttles[name] ?? 0) > 1)
    }
}
