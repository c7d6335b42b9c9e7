import Document
import Guardrails
import Testing

@testable import AWS

struct PublicBucketTests {
    private func judge(_ document: Object, unread: [String] = []) -> ResourceType.Fact.Answer {
        let name = ResourceName(
            type: "s3.bucket",
            account: "111122223333",
            region: "us-east-1",
            id: "b"
        )
        let gaps = unread.map { ($0, Gap(reason: .denied, permission: "s3:\($0)")) }
        return PublicBucket.judge(
            Resource(
                name: name,
                document: document,
                unread: Dictionary(uniqueKeysWithValues: gaps)
            )
        )
    }

    private func policy(_ condition: JSON? = nil, principal: JSON = "*") -> JSON {
        var statement: Object = [
            "Sid": "Open", "Effect": "Allow", "Principal": principal, "Action": "s3:GetObject",
        ]
        statement["Condition"] = condition
        return ["Statement": [.object(statement)]]
    }

    private let openACL: JSON = [
        ["grantee": "http://acs.amazonaws.com/groups/global/AllUsers", "permission": "READ"]
    ]

    @Test func namesTheGrantThatMakesItPublic() {
        #expect(
            judge(["acl": openACL])
                == .known(
                    true,
                    because: [Because(text: "the ACL grants READ to everyone", path: "acl")]
                )
        )
        let witness: JSON = [
            "principal": "anonymous", "action": "s3:GetObject", "resource": "x", "keys": [:],
        ]
        #expect(
            judge(["policy": policy()])
                == .known(
                    true,
                    because: [
                        Because(
                            text: "anyone on the internet may s3:GetObject on x (statement 'Open')",
                            path: "policy",
                            witness: witness
                        )
                    ]
                )
        )
    }

    @Test(
        arguments: [
            (["StringEquals": ["aws:SourceVpce": "vpce-1"]], false),
            (["StringEquals": ["aws:PrincipalOrgID": "o-1"]], false),
            (["StringLike": ["aws:PrincipalArn": "arn:aws:iam::*:role/x"]], true),
            (["StringEqualsIfExists": ["aws:SourceVpce": "vpce-1"]], true),
            (["ForAllValues:StringEquals": ["aws:SourceVpce": "vpce-1"]], true),
            (["StringNotEquals": ["aws:SourceVpce": "vpce-1"]], true),
            (["IpAddress": ["aws:SourceIp": ["203.0.113.0/24", "198.51.100.7"]]], false),
            (["IpAddress": ["aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"]]], true),
            (["IpAddress": ["aws:SourceIp": "::/0"]], true),
            (["Bool": ["aws:SecureTransport": "true"]], true),
            (["StringEquals": ["aws:Referer": "x"]], true),
        ] as [(JSON, Bool)]
    )
    func conditions(condition: JSON, isPublic: Bool) {
        guard case .known(let answer, _) = judge(["policy": policy(condition)]) else {
            Issue.record("unknown")
            return
        }
        #expect(answer == .bool(isPublic))
    }

    @Test func knowsThePrincipalsThatMeanAnybody() {
        for (principal, isPublic): (JSON, Bool) in [
            (["AWS": "*"], true), (["AWS": ["arn:aws:iam::1:root", "*"]], true),
            (["AWS": "arn:aws:iam::111122223333:root"], false), (["Service": "*"], false),
        ] {
            let answer = judge(["policy": policy(principal: principal)])
            guard case .known(.bool(let found), _) = answer else {
                Issue.record("unknown")
                continue
            }
            #expect(found == isPublic, "\(principal)")
        }
    }

    @Test func whatAWSCallsPublicIs() {
        let closed = policy(["StringEquals": ["aws:SourceVpce": "vpce-1"]])
        #expect(
            judge(["policy": closed, "policy_public": true])
                == .known(
                    true,
                    because: [Because(text: "AWS calls its policy public", path: "policy_status")]
                )
        )
        #expect(judge(["policy": closed, "policy_public": false]) == .known(false, because: []))
        #expect(judge(["policy": closed], unread: ["policy_status"]) == .unknown(["policy_status"]))
        let both = judge(["policy": policy(), "policy_public": false])
        guard case .known(true, let because) = both else {
            Issue.record("it is public whatever AWS says")
            return
        }
        #expect(because.map(\.text).last == "AWS calls its policy not public")
        // The status alone tells enough where the policy is not to be read.
        guard case .known(true, _) = judge(["policy_public": true], unread: ["policy"]) else {
            Issue.record("the status alone decides")
            return
        }
    }

    @Test func accessPointsDecideWhereThePolicyLeavesItToThem() {
        let open: JSON = [["name": "shared", "public": true], ["name": "own", "public": false]]
        let left = policy(["StringEquals": ["s3:DataAccessPointAccount": "111122223333"]])
        #expect(
            judge(["policy": left, "access_points": open])
                == .known(
                    true,
                    because: [
                        Because(
                            text: "the access point 'shared' lets everyone in",
                            path: "access_points"
                        )
                    ]
                )
        )
        #expect(judge(["policy": left, "access_points": []]) == .known(false, because: []))
        #expect(judge(["policy": left], unread: ["access_points"]) == .unknown(["access_points"]))
        let blocked: Object = [
            "policy": left, "access_points": open,
            "account_access_block": ["restrict_public_buckets": true],
        ]
        #expect(judge(blocked) == .known(false, because: []))
    }

    @Test func onlyTheEffectiveSwitchesOfABlockCount() {
        let grants: Object = ["acl": openACL, "access_block": ["block_public_acls": true]]
        #expect(judge(grants) != .known(false, because: []))
        for level in ["access_block", "account_access_block"] {
            var document: Object = ["acl": openACL]
            document[level] = ["ignore_public_acls": true]
            #expect(judge(document) == .known(false, because: []))
        }
    }

    @Test func whatWasNotReadIsUnknownUnlessTheRestDecides() {
        #expect(judge(["acl": []], unread: ["policy"]) == .unknown(["policy"]))
        #expect(
            judge(["acl": openACL], unread: ["access_block"]) == .unknown(["access_block"])
        )
        let closed: Object = ["account_access_block": ["restrict_public_buckets": true]]
        #expect(judge(closed, unread: ["policy"]) == .known(false, because: []))
        guard case .known(true, _) = judge(["acl": openACL], unread: ["policy"]) else {
            Issue.record("the ACL alone decides")
            return
        }
    }
}
