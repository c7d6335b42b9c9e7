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
        let roles = Configuration.Roles()
        let caller = RolePolicies.callerPolicy(roles, .aws)
        #expect(try file("audit-role.yaml") == RolePolicies.auditRole(roles))
        #expect(try file("caller-policy.json") == caller.prettyText + "\n")
        #expect(try file("events.yaml") == EventTemplate.text)
        #expect(try file("notify-role.yaml") == RolePolicies.notifyRole(roles))
        #expect(try file("respond-role.yaml") == RolePolicies.respondRole(roles))
        let responders = RolePolicies.respondersPolicy(roles, .aws)
        #expect(try file("responders-scp.json") == responders.prettyText + "\n")
        #expect(try file("deploy.txt") == RolePolicies.deploy(roles, .aws))
        let guardrails = try Guardrail.load(
            files: try ShippedGuardrailsTests.files(),
            catalogue: .aws
        )
        #expect(
            try file("remediate-role.yaml") == RolePolicies.remediateRole(roles, for: guardrails)
        )
    }

    /// Names are those of the configuration, ARNs those of the partition.
    @Test(arguments: [
        ("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"), ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
    ]) func theyFollowTheConfigurationAndThePartition(region: String, name: String) throws {
        let partition = try #require(Partition(region: region))
        var roles = Configuration.Roles()
        (roles.audit, roles.remediate) = ("Look", "Mend")
        (roles.sessionName, roles.externalID, roles.notify) = ("guard", "0123-4567", "Tell")
        roles.respond = "Respond"
        let caller = RolePolicies.callerPolicy(roles, partition)
        #expect(
            caller["Statement"]?.array?.first?["Resource"] == [
                .string("arn:\(name):iam::*:role/Look"), .string("arn:\(name):iam::*:role/Mend"),
                .string("arn:\(name):iam::*:role/Respond"),
                .string("arn:\(name):iam::*:role/Tell"),
            ]
        )
        let others = RolePolicies.respondersPolicy(roles, partition)["Statement"]?.array ?? []
        for statement in others {
            let key = statement["Condition"]?["ArnNotLike"]?["aws:PrincipalArn"]
            #expect(key == [.string("arn:\(name):iam::*:role/Respond")])
        }
        #expect(others.count == 2)
        #expect(
            RolePolicies.respondRole(roles)
                .contains(#"RoleName: { Type: String, Default: "Respond" }"#)
        )
        let template = RolePolicies.auditRole(roles)
        for text in [
            #"RoleName: { Type: String, Default: "Look" }"#, #"Default: "guard""#,
            #"Default: "0123-4567""#, "arn:${AWS::Partition}:iam::${CallerAccount}:root",
        ] {
            #expect(template.contains(text), "\(text)")
        }
        #expect(
            RolePolicies.remediateRole(roles, for: [])
                .contains(#"RoleName: { Type: String, Default: "Mend" }"#)
        )
        #expect(
            RolePolicies.notifyRole(roles)
                .contains(#"RoleName: { Type: String, Default: "Tell" }"#)
        )
        let deploy = RolePolicies.deploy(roles, partition)
        #expect(deploy.contains("arn:\(name):iam::ACCOUNT:role/NAME"))
        #expect(deploy.contains("ExternalId=0123-4567"))
        #expect(deploy.contains("--region \(partition.mainRegion)"))
        #expect(deploy.contains("which the stack set skips"))
    }

    /// What the organization is read with is what its own policy allows.
    @Test func itsOwnPolicyHasEveryCallOfTheOrganization() {
        let root = OrganizationCall.Place(id: "r-1", names: [], ids: [])
        let calls: [OrganizationCall.Question] = [
            .roots, .accounts(in: root), .units(in: root), .tags(of: "1"), .account("1"),
        ]
        for call in calls {
            let action = "organizations:\(OrganizationCall(call).operation)"
            #expect(RolePolicies.callerActions.contains(action), "\(action)")
        }
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

    /// Inline policies of a role have 10,240 characters together (IAM User Guide, "IAM and AWS STS
    /// quotas"), and a session's policy 2,048.
    @Test func theRoleForChangesFitsWithEveryAction() throws {
        let actions = Action.all.map(\.type)
        let statements = RolePolicies.remediateStatements(actions)
        let reads = Set(actions.flatMap(\.readPermissions))
        let listed = statements.flatMap(\.actions)
        #expect(listed.sorted() == Set(actions.flatMap(\.permissions)).sorted())
        #expect((listed + reads).reduce(0) { $0 + $1.utf8.count + 3 } < 8_000)
        for action in actions {
            let session = RolePolicies.policy(allowing: Set(action.permissions)).text
            #expect(session.utf8.count <= 2_048, "\(action.name)")
        }
        let passing = try #require(statements.first { $0.actions == ["iam:PassRole"] })
        #expect(passing.keys.map(\.name) == ["iam:PassedToService"])
    }

    @Test func theRoleForResponsesFitsWithEveryStep() {
        let steps = Step.all.map(\.type).filter { $0.kind == .respond }
        let statements = RolePolicies.respondStatements(steps)
        let listed = statements.flatMap(\.actions)
        #expect(listed.sorted() == Set(steps.flatMap(\.permissions)).sorted())
        let reads = Set(Action.responses.flatMap(\.type.readPermissions))
        #expect((listed + reads).reduce(0) { $0 + $1.utf8.count + 3 } < 8_000)
        for step in steps where !step.permissions.isEmpty {
            let session = RolePolicies.policy(allowing: Set(step.permissions)).text
            #expect(session.utf8.count <= 2_048, "\(step.name)")
        }
        // What steps read, the audit role may.
        #expect(reads.isSubset(of: RolePolicies.auditActions))
    }

    /// Without an action there is nothing to change, and to read again.
    @Test func theRoleForChangesMayWhatTheGuardrailsAskForAndNoMore() throws {
        let files = try ShippedGuardrailsTests.files().filter { $0.name.hasPrefix("ssh-") }
        let guardrails = try Guardrail.load(files: files, catalogue: .aws)
        let template = RolePolicies.remediateRole(Configuration.Roles(), for: guardrails)
        let lines = template.split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) }
        let actions = lines.filter { $0.hasPrefix("- ec2:") || $0.hasPrefix("- iam:") }
        #expect(
            actions == [
                "- ec2:DescribeSecurityGroupRules", "- ec2:AuthorizeSecurityGroupIngress",
                "- ec2:CreateTags", "- ec2:RevokeSecurityGroupIngress",
            ]
        )
    }

    /// Of every type that guardrails can be about, and of the accounts themselves.
    @Test func rulesHandOnTheEventsOfEveryService() {
        #expect(EventTemplate.pattern.text.utf8.count <= EventTemplate.patternLimit)
        for service in [
            "cloudtrail", "controltower", "ec2", "elasticloadbalancing", "iam", "organizations",
            "s3",
        ] {
            #expect(EventTemplate.sources.contains("aws.\(service)"), "\(service)")
        }
        for type in Catalogue.aws.types where type.isRead {
            let name = ServiceModel.named(type.service)?.signingName ?? type.service
            #expect(EventTemplate.sources.contains("aws.\(name)"), "\(type.name)")
        }
    }

    @Test func theAuditRoleOnlyReads() {
        #expect(RolePolicies.auditActions.contains("s3:GetBucketPolicy"))
        for action in RolePolicies.auditActions {
            let name = action.split(separator: ":").last ?? ""
            // Making the credential report changes nothing that anybody sees.
            #expect(
                ["Get", "List", "Describe", "Lookup"].contains { name.hasPrefix($0) }
                    || action == "iam:GenerateCredentialReport",
                "\(action)"
            )
        }
    }
}
