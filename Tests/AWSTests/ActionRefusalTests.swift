import Document
import Guardrails
import Testing

@testable import AWS

/// What actions will not do, and that they touch nothing but what was found. Images are made up: no
/// account is asked.
struct ActionRefusalTests {
    private static func resource(_ type: String, _ id: String, _ document: Object = [:]) -> Resource
    {
        let name = ResourceName(
            type: type,
            account: "111122223333",
            region: "eu-west-1",
            id: id
        )
        return Resource(name: name, document: document)
    }

    private static func plan(
        _ action: Action,
        _ request: ActionRequest,
        _ read: Object,
        own: OwnPrincipals = OwnPrincipals()
    ) -> (before: JSON, plan: ActionPlan) {
        let context = ActionContext(request: request, partition: .aws, own: own)
        let before = action.image(context, read)
        return (before, action.plan(context, before))
    }

    // MARK: rules of security groups

    private static func rule(_ id: String, _ cidr: String, _ more: Object = [:]) -> JSON {
        var rule: Object = [
            "SecurityGroupRuleId": .string(id), "GroupId": "sg-1", "IsEgress": false,
            "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": .string(cidr),
        ]
        for (name, value) in more { rule[name] = value }
        return .object(rule)
    }

    private static func restrict(
        _ networks: [String],
        _ rules: [JSON],
        element: JSON = [
            "protocol": "tcp", "from": 22, "to": 22, "source": "0.0.0.0/0", "kind": "network",
        ],
        part: String = "tcp/22-22/0.0.0.0/0"
    ) -> ActionPlan {
        let request = ActionRequest(
            target: resource("ec2.security-group", "sg-1"),
            region: "eu-west-1",
            part: part,
            element: element,
            parameters: ["networks": .list(networks)]
        )
        return plan(.restrictIngress, request, ["rules": .array(rules)]).plan
    }

    @Test(
        arguments: [
            ([], "no network is known"), (["0.0.0.0/0"], "0.0.0.0/0 is so wide"),
            (["2001:db8::/31"], "is so wide"), (["office"], "is not a network"),
            ((0..<200).map { "\($0).0.0.0/8" }, "together they are the internet"),
        ]
    )
    func networksThatAreNoneAreRefused(networks: [String], why: String) {
        guard case .refused(let reason) = Self.restrict(networks, [Self.rule("sgr-1", "0.0.0.0/0")])
        else {
            Issue.record("it is planned")
            return
        }
        #expect(reason.contains(why))
    }

    /// What AWS would not take back in the same form is not taken away.
    @Test(
        arguments: [
            ["Tags": [["Key": "aws:cloudformation:stack-id", "Value": "s"]]] as Object,
            ["ReferencedGroupInfo": ["GroupId": "sg-9", "PeeringStatus": "deleted"]],
        ]
    )
    func whatCouldNotBePutBackStays(more: Object) {
        let plan = Self.restrict(["203.0.113.0/24"], [Self.rule("sgr-1", "0.0.0.0/0", more)])
        guard case .refused(let reason) = plan else {
            Issue.record("it is planned: \(plan)")
            return
        }
        #expect(reason.hasPrefix("it could not be put back"))
    }

    /// A neighbour with the same ports, or every port, is neither in a call nor in what is compared.
    @Test func neighboursAreNobodysBusiness() throws {
        let neighbours = [
            Self.rule("sgr-2", "10.1.23.2/32"),
            Self.rule("sgr-3", "0.0.0.0/0", ["IpProtocol": "-1"]),
            Self.rule("sgr-4", "0.0.0.0/0", ["IsEgress": true]),
            Self.rule("sgr-5", "203.0.113.0/24", ["ToPort": 23]),
        ]
        let rules = [Self.rule("sgr-1", "0.0.0.0/0")] + neighbours
        guard case .calls(let calls, _) = Self.restrict(["203.0.113.9/24", "2001:db8::/32"], rules)
        else {
            Issue.record("it is not planned")
            return
        }
        #expect(
            calls.map(\.operation) == [
                "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress",
            ]
        )
        #expect(calls.last?.input["SecurityGroupRuleIds"] == ["sgr-1"])
        let ranges = calls.first?.input["IpPermissions"]?.array?.first
        #expect(ranges?["IpRanges"] == [["CidrIp": "203.0.113.0/24"]])
        #expect(ranges?["Ipv6Ranges"] == nil)
        let request = ActionRequest(
            target: Self.resource("ec2.security-group", "sg-1"),
            region: "eu-west-1",
            part: "tcp/22-22/0.0.0.0/0"
        )
        let one = Self.plan(.revokeIngress, request, ["rules": .array(rules)]).before
        let alone = Self.plan(.revokeIngress, request, ["rules": .array([rules[0]])]).before
        #expect(ActionPlanner.hash(one) == ActionPlanner.hash(alone))
    }

    /// None of the rule's family is known: it is a revoke.
    @Test func withoutANetworkOfItsFamilyTheRuleIsRevoked() {
        let plan = Self.restrict(["2001:db8::/32"], [Self.rule("sgr-1", "0.0.0.0/0")])
        guard case .calls(let calls, _) = plan else {
            Issue.record("\(plan)")
            return
        }
        #expect(calls.map(\.operation) == ["RevokeSecurityGroupIngress"])
    }

    // MARK: buckets

    private static let public1: JSON = [
        "Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::b/*",
    ]

    private static func bucket(
        _ statements: [JSON],
        blocks: Object = [:],
        status: Bool = true,
        points: JSON = [],
        parameters: Object = ["networks": ["203.0.113.0/24"]],
        changing: String? = "ParapetRemediate"
    ) -> ActionPlan {
        let policy: JSON = ["Version": "2012-10-17", "Statement": .array(statements)]
        let read: Object = [
            "policy": ["Policy": .string(policy.text)],
            "status": ["PolicyStatus": ["IsPublic": .bool(status)]],
            "block": ["PublicAccessBlockConfiguration": .object(blocks)],
        ]
        let request = ActionRequest(
            target: resource("s3.bucket", "b", ["access_points": points]),
            region: "eu-west-1",
            parameters: parameters
        )
        let own = OwnPrincipals(changing: changing)
        return plan(.restrictToNetworks, request, read, own: own).plan
    }

    private static func adding(_ members: Object) -> JSON {
        var statement = public1.object ?? Object()
        for (name, value) in members { statement[name] = value }
        return .object(statement)
    }

    private static let lockout: JSON = [
        "Sid": "Lock", "Effect": "Deny", "Principal": "*", "Action": "s3:*Policy",
        "Resource": "arn:aws:s3:::b",
        "Condition": ["StringNotEquals": ["aws:SourceVpce": "vpce-1"]],
    ]

    @Test func aPolicyThatCouldNotBePutBackStays() {
        let cases: [(ActionPlan, String)] = [
            (
                Self.bucket([Self.public1, Self.lockout]),
                "could not be undone: ParapetRemediate may not"
            ),
            (
                Self.bucket([Self.public1], blocks: ["BlockPublicPolicy": true]),
                "BlockPublicPolicy is on"
            ),
            (Self.bucket([Self.public1], parameters: ["networks": []]), "no network is known"),
            (Self.bucket([], status: true), "no statement shows why"),
            (
                Self.bucket([], status: false, points: [["name": "p", "public": true]]),
                "the access point 'p' lets everybody in"
            ),
            (
                Self.bucket([
                    Self.adding(["Condition": ["IpAddress": ["aws:SourceIp": ["64.0.0.0/2"]]]])
                ]), "open to none of the known networks"
            ),
        ]
        for (plan, why) in cases {
            guard case .refused(let reason) = plan else {
                Issue.record("it is planned, and \(why): \(plan)")
                continue
            }
            #expect(reason.contains(why))
        }
    }

    /// Every statement but the public one stays as it is; conditions hold together.
    @Test func aStatementIsSplitForNetworksAndEndpoints() throws {
        let own: JSON = [
            "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:root"],
            "Action": "s3:*", "Resource": "arn:aws:s3:::b",
        ]
        let plan = Self.bucket(
            [Self.adding(["Condition": ["Bool": ["aws:SecureTransport": "true"]]]), own],
            parameters: ["networks": ["203.0.113.0/24"], "endpoints": ["vpce-1"]]
        )
        guard case .calls(let calls, _) = plan,
            let text = calls.first?.input["Policy"]?.string
        else {
            Issue.record("\(plan)")
            return
        }
        let statements = try JSON.parse(text)["Statement"]?.array ?? []
        #expect(statements.map { $0["Sid"]?.string } == ["AllNetworks", "AllEndpoints", nil])
        #expect(
            statements.first?["Condition"] == [
                "Bool": ["aws:SecureTransport": "true"],
                "IpAddress": ["aws:SourceIp": ["203.0.113.0/24"]],
            ]
        )
        #expect(
            statements.dropFirst().first?["Condition"]?["StringEquals"]
                == ["aws:SourceVpce": ["vpce-1"]]
        )
        #expect(statements.last == own)
    }

    /// Changes are asked for over TLS: a Deny of anything else is no obstacle to undoing them.
    @Test func aDenyOfPlainTransportLocksNobodyOut() {
        let deny: JSON = [
            "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            "Condition": ["Bool": ["aws:SecureTransport": "false"]],
        ]
        guard case .calls = Self.bucket([Self.public1, deny]) else {
            Issue.record("it is refused")
            return
        }
    }

    /// What is not the cause is not touched.
    @Test func whatIsClosedAlreadyIsRight() {
        let closed = Self.bucket([Self.public1], blocks: ["RestrictPublicBuckets": true])
        #expect(closed == .alreadyRight)
    }

    // MARK: tags

    private static let tagged: [(String, Bool, JSON?)] = [
        ("iam.user", false, nil), ("iam.user", true, ["a": "b", "owner": "shop"]),
        ("s3.bucket", false, ["Owner": "me", "a": "b", "owner": "shop"]),
    ]

    /// A user's key that is written otherwise is the same tag; a bucket's is another.
    @Test(arguments: tagged)
    func aTagIsOverwrittenOnlyWhereThatIsSaid(type: String, replaces: Bool, tags: JSON?) {
        let request = ActionRequest(
            target: Self.resource(type, "x"),
            region: Scope.global,
            parameters: ["tags": ["owner": "shop"], "replace": .bool(replaces)]
        )
        let found: JSON = [["Key": "Owner", "Value": "me"], ["Key": "a", "Value": "b"]]
        let read: Object = ["tags": type == "s3.bucket" ? ["TagSet": found] : found]
        switch Self.plan(.addTags, request, read).plan {
        case .calls(_, let after): #expect(after["tags"]?.canonicalText == tags?.canonicalText)
        case let plan: #expect(tags == nil && plan == .alreadyRight, "\(plan)")
        }
    }

    // MARK: IAM

    private static func boundary(_ role: Object, own: OwnPrincipals = OwnPrincipals()) -> ActionPlan
    {
        var found: Object = ["RoleName": "r", "Path": "/", "Arn": "a", "RoleId": "i"]
        for (name, value) in role { found[name] = value }
        let request = ActionRequest(
            target: resource("iam.role", "r"),
            region: Scope.global,
            parameters: ["boundary": "Bound"]
        )
        let policy = "arn:aws:iam::111122223333:policy/Bound"
        let read: Object = [
            "role": ["Role": .object(found)], "policy": ["Policy": ["Arn": .string(policy)]],
        ]
        return plan(.setBoundary, request, read, own: own).plan
    }

    @Test func aRoleThatIsNotOursToBoundStays() {
        let cases: [(ActionPlan, String)] = [
            (Self.boundary(["Path": "/aws-service-role/x.amazonaws.com/"]), "service-linked"),
            (Self.boundary(["Path": "/aws-reserved/sso.amazonaws.com/"]), "Identity Center"),
            (
                Self.boundary(["PermissionsBoundary": ["PermissionsBoundaryArn": "other"]]),
                "has a boundary"
            ),
            (Self.boundary([:], own: OwnPrincipals(roles: ["r"])), "Parapet itself"),
        ]
        for (plan, why) in cases {
            guard case .refused(let reason) = plan else {
                Issue.record("it is planned, and \(why)")
                continue
            }
            #expect(reason.contains(why))
        }
        if case .refused(let reason) = Self.boundary([:]) { Issue.record("\(reason)") }
    }

    @Test func ourOwnKeyStaysActive() {
        let request = ActionRequest(
            target: Self.resource("iam.access-key", "AKIA1", ["user": "u"]),
            region: Scope.global
        )
        let key: JSON = ["AccessKeyId": "AKIA1", "UserName": "u", "Status": "Active"]
        let own = OwnPrincipals(accessKey: "AKIA1")
        let plan = Self.plan(.deactivateKey, request, ["keys": [key]], own: own).plan
        #expect(plan == .refused("it is the key that Parapet itself works with"))
    }

    @Test func aUserBeyondTheQuotaStays() {
        let request = ActionRequest(target: Self.resource("iam.user", "u"), region: Scope.global)
        let long = String(repeating: "x", count: 2000)
        let read: Object = [
            "user": ["User": ["Arn": "a", "UserId": "i"]],
            "quotas": ["SummaryMap": ["UserPolicySizeQuota": 2048]], "names": ["long"],
            "inline/long": ["PolicyDocument": ["Statement": [["Sid": .string(long)]]]],
        ]
        guard case .refused(let reason) = Self.plan(.requireMFA, request, read).plan else {
            Issue.record("it is planned")
            return
        }
        #expect(reason.contains("IAM takes 2048"))
    }

    // MARK: all

    /// Reads are reads, writes are not, and each is declared.
    @Test func operationsAreWhatTheyAreDeclaredToBe() throws {
        for action in Action.all {
            for (names, isRead) in [(action.asks, true), (action.sends, false)] {
                for name in names {
                    let words = name.split(separator: ".").map(String.init)
                    let model = try #require(ServiceModel.named(words[0]), "\(name)")
                    let operation = try #require(model.operations[words[1]], "\(name)")
                    #expect(operation.isRead == isRead, "\(action.type.name) \(name)")
                }
            }
            for parameter in action.type.parameters {
                #expect(!parameter.meaning.isEmpty && !parameter.meaning.hasSuffix("."))
            }
        }
        #expect(Set(Action.all.map(\.type.name)).count == Action.all.count)
    }
}
