import Document
import Foundation
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// The marks of `ops/models/operations.txt`: what is a read, and that a reader sends nothing else.
struct ReadMarksTests {
    private static let operations = ServiceModel.names.flatMap { service in
        (ServiceModel.named(service)?.operations.values.map(\.self) ?? []).map {
            (service: service, operation: $0)
        }
    }

    /// Reads that AWS's SecurityAudit policy leaves out, and why they are reads all the same.
    private static let exceptions = [
        "account:GetContactInformation": "the account's own contact, for a CIS control",
        "account:ListRegions": "which regions are on",
        "cloudwatch:GetMetricStatistics": "how long a queue's oldest message waits: figures alone",
        "ec2:GetConsoleOutput":
            "what an instance in an incident wrote; its end is kept",
        "lambda:GetFunctionUrlConfig": "a function's address; its policy and settings are in",
        "macie2:GetMacieSession": "whether Macie is on",
        "ssm:GetCommandInvocation": "what came of a command that Parapet itself sent",
        "sts:GetCallerIdentity": "needs no permission",
    ]

    @Test func whatTypesReadIsMarkedARead() throws {
        for type in Catalogue.aws.types {
            for call in type.listCalls + type.attributes.flatMap(\.calls) + type.byIDCalls {
                let words = call.split(separator: " ").map(String.init)
                let service = words.count > 1 ? words[0] : type.service
                let name = words.last ?? ""
                let model = try #require(ServiceModel.named(service), "\(type.name) \(call)")
                let operation = try #require(model.operations[name], "\(type.name) \(call)")
                #expect(operation.isRead, "\(type.name) \(call)")
            }
        }
    }

    /// AWS's own list of what an auditor may do, as moto carries it.
    @Test(.enabled(if: StandIn.python != nil))
    func theMarksAreThoseOfSecurityAudit() throws {
        let script = """
            import json
            from moto.iam.aws_managed_policies import aws_managed_policies_data as policies
            print(json.dumps(json.loads(policies)["SecurityAudit"]["Document"]))
            """
        let python = Process()
        python.executableURL = URL(filePath: try #require(StandIn.python))
        python.arguments = ["-c", script]
        let output = Pipe()
        python.standardOutput = output
        try python.run()
        let text = try #require(try output.fileHandleForReading.readToEnd())
        python.waitUntilExit()
        let statements = try JSON.parse(Array(text))["Statement"]?.array ?? []
        let patterns = statements.flatMap { statement -> [Pattern] in
            #expect(statement["Effect"] == "Allow")
            let actions = statement["Action"]
            return (actions?.array ?? [actions].compactMap(\.self)).compactMap(\.string)
                .map { Pattern($0) }
        }
        #expect(patterns.count > 100)
        var used: Set<String> = []
        for (service, operation) in Self.operations {
            let action = Permission.action(service, operation.name)
            let isAudited = patterns.contains { $0.matches(action) }
            if Self.exceptions[action] != nil, !isAudited { used.insert(action) }
            let isAllowed = isAudited || Self.exceptions[action] != nil
            #expect(operation.isRead == isAllowed, "\(service).\(operation.name): \(action)")
        }
        #expect(used == Set(Self.exceptions.keys), "an exception that is none")
    }

    @Test func aReaderSendsNothingElse() async {
        let seen = Lock(0)
        let server = LoopbackServer { _ in
            seen.withLock { $0 += 1 }
            return [.close]
        }
        defer { server.stop() }
        let access = AccountClient(
            account: "1",
            partition: .aws,
            client: Client(endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])),
            credentials: FixedCredentials(Credentials(accessKeyID: "A", secretAccessKey: "s"))
        )
        let reader = Reader(access)
        let writes = Self.operations.filter { !$0.operation.isRead }
        #expect(writes.count > 100)
        for (service, operation) in writes {
            let answer = await reader.read(service, operation.name, region: "us-east-1")
            guard case .gap(let gap) = answer else {
                Issue.record("\(service).\(operation.name)")
                continue
            }
            #expect(gap.detail == "\(service).\(operation.name) is not a read")
        }
        #expect(reader.requests == 0 && seen.withLock { $0 } == 0)
    }
}
