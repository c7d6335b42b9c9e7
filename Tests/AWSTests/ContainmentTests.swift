import Document
import Guardrails
import Playbooks
import Testing

@testable import AWS

/// What containment must never do, with images that are made up: no account is asked.
struct ContainmentTests {
    private static let instance = "i-1"

    private static func context(_ parameters: Object = [:]) -> ActionContext {
        let name = ResourceName(
            type: "ec2.instance",
            account: "111122223333",
            region: "eu-west-1",
            id: instance
        )
        let request = ActionRequest(
            target: Resource(name: name, document: [:]),
            region: name.region,
            parameters: parameters.isEmpty ? ["run": "run-1", "key": "key-1"] : parameters
        )
        return ActionContext(request: request, partition: .aws, own: OwnPrincipals())
    }

    private static func read(_ interfaces: [JSON], _ groups: Object = [:]) -> Object {
        var read: Object = [
            "instance": [["InstanceId": .string(instance), "VpcId": "vpc-1"]],
            "interfaces": .array(interfaces),
        ]
        for (name, value) in groups { read[name] = value }
        return read
    }

    private static func interface(_ id: String, _ groups: [String], _ more: Object = [:]) -> JSON {
        var members: Object = [
            "NetworkInterfaceId": .string(id), "VpcId": "vpc-1", "OwnerId": "111122223333",
            "Groups": .array(groups.map { ["GroupId": .string($0)] }),
        ]
        for (name, value) in more { members[name] = value }
        return .object(members)
    }

    private static func group(_ id: String, in rules: [JSON] = [], out: [JSON] = []) -> JSON {
        [
            "GroupId": .string(id), "IpPermissions": .array(rules),
            "IpPermissionsEgress": .array(out),
        ]
    }

    private static let everything: [JSON] = [
        [
            "IpProtocol": "-1", "IpRanges": [["CidrIp": "0.0.0.0/0"]],
            "Ipv6Ranges": [["CidrIpv6": "::/0"]],
        ]
    ]

    private static func isolation(_ read: Object) -> (image: JSON, plan: ActionPlan) {
        let image = Isolation.image(context(), read)
        return (image, Isolation(image).plan(run: "run-1"))
    }

    /// Of a group that has the tag, any rule in any direction and family: it does not isolate.
    @Test(
        arguments: [
            ["IpProtocol": "-1", "UserIdGroupPairs": [["GroupId": "sg-1"]]],
            ["IpProtocol": "-1", "PrefixListIds": [["PrefixListId": "pl-1"]]],
            ["IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [["CidrIp": "::/0"]]],
            ["IpProtocol": "-1", "Ipv6Ranges": [["CidrIpv6": "2001:db8::/32"]]],
        ] as [JSON],
        [true, false]
    )
    func aGroupWithARuleIsNotUsed(rule: JSON, isIngress: Bool) {
        let group = Self.group("sg-1", in: isIngress ? [rule] : [], out: isIngress ? [] : [rule])
        let (image, plan) = Self.isolation(
            Self.read(
                [Self.interface("eni-1", ["sg-1"])],
                ["tagged/isolated/vpc-1": [group], "users/isolated/vpc-1": []]
            )
        )
        #expect(image["groups"]?["vpc-1"]?["id"] == .null)
        guard case .calls(let calls, _) = plan else {
            Issue.record("\(plan)")
            return
        }
        #expect(calls.first?.operation == "CreateSecurityGroup")
    }

    /// What a service manages stays as it is, and is said.
    @Test func whatOthersManageIsRefusedByName() {
        let theirs = Self.interface(
            "eni-9",
            ["sg-9"],
            ["RequesterManaged": true, "RequesterId": "x"]
        )
        let operated = Self.interface(
            "eni-8",
            ["sg-9"],
            ["Operator": ["Managed": true, "Principal": "eks.amazonaws.com"]]
        )
        let empty: Object = ["tagged/isolated/vpc-1": [Self.group("sg-1")]]
        let (image, plan) = Self.isolation(
            Self.read([theirs, operated, Self.interface("eni-1", ["sg-2"])], empty)
        )
        guard case .calls(let calls, _) = plan else {
            Issue.record("\(plan)")
            return
        }
        #expect(calls.map { $0.input["NetworkInterfaceId"] } == ["eni-1"])
        #expect(
            Isolation(image).refused == [
                "eni-8: eks.amazonaws.com manages it", "eni-9: x manages it",
            ]
        )
        guard case .refused(let reason) = Self.isolation(Self.read([theirs], empty)).plan else {
            Issue.record("it is planned")
            return
        }
        #expect(reason.contains("eni-9"))
    }

    /// An interface of another VPC gets that VPC's group.
    @Test func everyVPCHasItsOwnGroup() {
        let far = Self.interface("eni-2", ["sg-2"], ["VpcId": "vpc-2"])
        let (image, plan) = Self.isolation(
            Self.read(
                [Self.interface("eni-1", ["sg-2"]), far],
                ["tagged/isolated/vpc-1": [Self.group("sg-1")]]
            )
        )
        guard case .calls(let calls, _) = plan else {
            Issue.record("\(plan)")
            return
        }
        let vpcs = calls.filter { $0.operation == "CreateSecurityGroup" }.map { $0.input["VpcId"] }
        #expect(vpcs == ["vpc-2"])
        let bound = calls.map { $0.bound(to: image) }
        #expect(bound.compactMap { $0?.input["Groups"] } == [["sg-1"]])
    }

    /// Whatever state it was left in: what is open is closed first, and nothing else before.
    @Test(arguments: [["sg-o"], ["sg-1"], ["sg-1", "sg-c"], ["sg-9"]], [true, false])
    func whatIsOpenIsClosedFirst(other: [String], isDone: Bool) throws {
        var read = Self.read(
            [Self.interface("eni-1", other), Self.interface("eni-2", ["sg-o"])],
            [
                "tagged/isolated/vpc-1": [Self.group("sg-1")],
                "tagged/open/vpc-1": [
                    Self.group("sg-o", in: Self.everything, out: Self.everything)
                ],
                "tagged/cut/vpc-1": [Self.group("sg-c")],
            ]
        )
        if isDone {
            let tags: JSON = [["Key": "ParapetCut", "Value": "key-1"]]
            read["instance"] = [["Tags": tags]]
        }
        let image = Action.cutFlows.image(Self.context(), read)
        guard case .calls(let calls, _) = Action.cutFlows.plan(Self.context(), image) else {
            Issue.record("nothing is planned")
            return
        }
        let open = other == ["sg-o"] ? 2 : 1
        for call in calls.prefix(open) {
            #expect(call.bound(to: image)?.input["Groups"] == ["sg-1", "sg-c"])
        }
        // The last thing that is done to each is that it is on the empty group.
        if other != ["sg-9"] {
            let moves = calls.compactMap { $0.bound(to: image) }
                .filter { $0.operation == "ModifyNetworkInterfaceAttribute" }
            let last = moves.last { $0.input["NetworkInterfaceId"] == "eni-2" }
            #expect(last?.input["Groups"] == ["sg-1"])
        }
    }

    /// A role's sessions are revoked in UTC, and Identity Center's not at all.
    @Test func rolesThatAWSKeepsAreRefused() {
        for (path, why) in [
            ("/aws-service-role/x.amazonaws.com/", "service-linked"),
            ("/aws-reserved/sso.amazonaws.com/", "Identity Center"),
        ] {
            let image: JSON = ["role": "AROA1", "path": .string(path), "policy": .null]
            guard case .refused(let reason) = Action.revokeSessions.plan(Self.context(), image)
            else {
                Issue.record("\(path) is planned")
                continue
            }
            #expect(reason.contains(why))
        }
    }

    /// A policy that somebody changed since is not deleted.
    @Test func whatSomebodyChangedStays() {
        let context = Self.context(["run": "run-1", "before": "2026-01-02T03:04:05Z"])
        let before: JSON = ["role": "AROA1", "path": "/", "policy": .null]
        guard case .calls(let calls, let after) = Action.revokeSessions.plan(context, before) else {
            Issue.record("nothing is planned")
            return
        }
        #expect(calls.first?.input["PolicyName"] == "ParapetRevokeSessions-run-1")
        #expect(Action.revokeSessions.undo(context, before, after).count == 1)
        let changed = after.setting(["policy": ["Version": "2012-10-17", "Statement": []]])
        #expect(Action.revokeSessions.undo(context, before, changed).isEmpty)
    }

    /// A call is sent with what is there then, and not at all where that is missing.
    @Test func callsNameWhatTheImageHas() {
        let call = ActionCall(
            "ec2",
            "X",
            ["Ids": [ActionCall.found(["a", "id"])], "Kept": ["b": 1]],
            pauseSeconds: 3
        )
        let bound = call.bound(to: ["a": ["id": "sg-1"]])
        #expect(bound?.input == ["Ids": ["sg-1"], "Kept": ["b": 1]] && bound?.pauseSeconds == 3)
        #expect(call.bound(to: ["a": ["id": .null]]) == nil)
        #expect(call.bound(to: [:]) == nil)
    }
}
