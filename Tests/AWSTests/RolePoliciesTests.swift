import Document
import Foundation
import Guardrails
import Testing

@testable import AWS

struct RolePoliciesTests {
    private func file(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let path = folder.appending(path: "../../ops/iam/\(name)").standardizedFileURL
        return try String(contentsOf: path, encoding: .utf8)
    }

    /// After a change: `parapet permissions audit-role > ops/iam/audit-role.yaml`, and so on.
    @Test func theFilesAreWhatTheTypesDeclare() throws {
        #expect(try file("audit-role.yaml") == RolePolicies.auditRole)
        #expect(try file("caller-policy.json") == RolePolicies.callerPolicy.prettyText + "\n")
    }

    @Test func aSessionMayDoNoMore() throws {
        let policy = RolePolicies.sessionPolicy
        #expect(policy.utf8.count <= 2048)
        let statement = try JSON.parse(policy)["Statement"]?.array?.first
        let patterns = statement?["Action"]?.array?.compactMap(\.string).map { Pattern($0) } ?? []
        for action in RolePolicies.auditActions {
            #expect(patterns.contains { $0.matches(action) }, "\(action)")
        }
        for action in ["s3:GetObject", "secretsmanager:GetSecretValue", "ec2:StopInstances"] {
            #expect(!patterns.contains { $0.matches(action) }, "\(action)")
        }
    }

    @Test func theAuditRoleOnlyReads() {
        #expect(RolePolicies.auditActions.contains("s3:GetBucketPolicy"))
        for action in RolePolicies.auditActions {
            let name = action.split(separator: ":").last ?? ""
            // Making the credential report changes nothing that anybody sees.
            #expect(
                ["Get", "List", "Describe"].contains { name.hasPrefix($0) }
                    || action == "iam:GenerateCredentialReport",
                "\(action)"
            )
        }
    }
}
