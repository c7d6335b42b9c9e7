import Document
import Guardrails

/// A CloudFormation template of a role that Parapet assumes in every account: trust on the caller's ARN,
/// the external id and the session's name, and inline policies.
struct RoleTemplate {
    struct Statement {
        let actions: [String]
        /// What has to hold of the request.
        let keys: [(name: String, values: [String])]
        /// By this operator.
        var test: String {
            keys.flatMap(\.values).contains { $0.contains("*") } ? "StringLike" : "StringEquals"
        }

        init(_ actions: [String], when keys: [(name: String, values: [String])] = []) {
            self.actions = actions
            self.keys = keys
        }
    }

    struct Policy {
        let name: String
        let statements: [Statement]

        init(_ name: String, _ statements: [Statement]) {
            self.name = name
            self.statements = statements
        }
    }

    /// What `parapet permissions` calls it.
    let document: String
    let purpose: String
    let description: String
    let logicalName: String
    let roleName: String
    let policies: [Policy]

    func text(_ roles: Configuration.Roles) -> String {
        let externalID = roles.externalID.map { ", Default: \(JSON.string($0).text)" } ?? ""
        return """
            # Written by 'parapet permissions \(document)'. \(purpose)
            # A stack set does not reach the management account: 'parapet permissions deploy' says how.
            AWSTemplateFormatVersion: "2010-09-09"
            Description: \(description)
            Parameters:
              CallerAccount: { Type: String, Description: The id of the account that Parapet runs in }
              CallerArn: { Type: String, Description: The ARN of the role or user that Parapet runs as }
              ExternalId: { Type: String, MinLength: 8, Description: As in parapet.yaml\(externalID) }
              RoleName: { Type: String, Default: \(JSON.string(roleName).text) }
              SessionName: { Type: String, Default: \(JSON.string(roles.sessionName).text) }
            Resources:
              \(logicalName):
                Type: AWS::IAM::Role
                Properties:
                  RoleName: !Ref RoleName
                  MaxSessionDuration: 3600
                  AssumeRolePolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Principal: { AWS: !Sub "arn:${AWS::Partition}:iam::${CallerAccount}:root" }
                        Action: sts:AssumeRole
                        Condition:
                          StringEquals:
                            "sts:ExternalId": !Ref ExternalId
                            "sts:RoleSessionName": !Ref SessionName
                          ArnEquals: { "aws:PrincipalArn": !Ref CallerArn }
                  Policies:
            \(policies.map(Self.text).joined(separator: "\n"))

            """
    }

    private static func text(_ policy: Policy) -> String {
        let head = [
            "- PolicyName: \(policy.name)", "  PolicyDocument:", "    Version: \"2012-10-17\"",
            "    Statement:",
        ]
        let lines = head + policy.statements.flatMap(lines).map { "      " + $0 }
        return lines.map { "        " + $0 }.joined(separator: "\n")
    }

    private static func lines(_ statement: Statement) -> [String] {
        let keys = statement.keys.map { key in
            "      \(JSON.string(key.name).text): \(JSON.list(key.values).text)"
        }
        return ["- Effect: Allow", "  Resource: \"*\"", "  Action:"]
            + statement.actions.map { "    - \($0)" }
            + (keys.isEmpty ? [] : ["  Condition:", "    \(statement.test):"] + keys)
    }
}
