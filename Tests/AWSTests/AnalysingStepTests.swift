import Document
import Guardrails
import Playbooks
import Rehearsal
import Testing

@testable import AWS

/// What steps make of what AWS and sweeps tell, on values and against a server of ours.
struct AnalysingStepTests {
    // MARK: Auto Scaling

    private static let membership: JSON = [
        "AutoScalingGroupName": "web", "LifecycleState": "InService",
        "ProtectedFromScaleIn": false,
        "LaunchTemplate": ["LaunchTemplateName": "web", "Version": "3"],
    ]

    private func membership(suspended: [String], others: [String]) -> Object {
        let instances = (["i-1"] + others).map { id -> JSON in ["InstanceId": .string(id)] }
        let processes = suspended.map { name -> JSON in ["ProcessName": .string(name)] }
        return ScalingMembership(
            "i-1",
            Self.membership,
            [
                "MinSize": 1, "DesiredCapacity": 2, "MaxSize": 4, "Instances": .array(instances),
                "SuspendedProcesses": .array(processes),
            ]
        ).outputs
    }

    @Test func aGroupReplacesWhatLeavesItUnlessItWasToldNotTo() {
        let found = membership(suspended: [], others: ["i-3", "i-2"])
        #expect(found["safe_to_terminate"] == true && found["siblings"] == ["i-2", "i-3"])
        #expect(found["started_from"] == "launch template web version 3")
        #expect(found["impact"]?.texts.first?.contains("starts another in its place") == true)
        let stuck = membership(suspended: ["Launch"], others: [])
        #expect(stuck["safe_to_terminate"] == false && stuck["suspended"] == ["Launch"])
        #expect(stuck["impact"]?.texts.first?.contains("nothing replaces it") == true)
        #expect(stuck["impact"]?.texts[1] == "it is the only instance of web")
    }

    @Test func ofAGroupThatCannotBeReadNothingIsSaid() {
        let found = ScalingMembership("i-1", Self.membership, nil).outputs
        #expect(found["in_group"] == true && found["group"] == "web")
        #expect(found["safe_to_terminate"] == nil && found["siblings"] == nil)
    }

    // MARK: what keeps others off

    /// Ours does; one that spares more, or touches less, does not.
    @Test func whatKeepsOthersOffIsKnownByWhatItSays() throws {
        var roles = Configuration.Roles()
        roles.respond = "Responder"
        let own = RolePolicies.respondersPolicy(roles, .aws)
        #expect(IncidentWall.spared(by: own) == ["arn:aws:iam::*:role/Responder"])
        let first = try #require(own["Statement"]?.array?.first?.object)
        func edited(_ name: String, _ value: JSON) -> [String]? {
            var statement = first
            statement[name] = value
            return IncidentWall.spared(by: ["Statement": [.object(statement)]])
        }
        #expect(edited("Sid", "Other") != nil)
        #expect(edited("Action", "*") != nil && edited("Action", "ec2:RunInstances") == nil)
        #expect(edited("Effect", "Allow") == nil && edited("Resource", "arn:aws:ec2:::x") == nil)
        let tag: JSON = ["aws:ResourceTag/SecurityStatus": "IR"]
        #expect(edited("Condition", ["StringEquals": tag]) == [])
        for condition: JSON in [
            ["StringEquals": ["aws:ResourceTag/SecurityStatus": "fine"]],
            ["StringEquals": tag, "Bool": ["aws:MultiFactorAuthPresent": "false"]],
            ["StringEquals": ["aws:ResourceTag/SecurityStatus": "IR", "aws:PrincipalOrgID": "o"]],
            [:],
        ] { #expect(edited("Condition", condition) == nil, "\(condition)") }
        #expect(IncidentWall.spared(by: .null) == nil)
    }

    // MARK: CloudTrail

    private func event(
        _ name: String,
        at: String,
        id: String,
        address: String = "203.0.113.9",
        error: String? = nil
    ) throws -> HistoryEvent {
        var record: Object = [
            "eventName": .string(name), "eventTime": .string(at), "eventID": .string(id),
            "eventSource": "ec2.amazonaws.com", "sourceIPAddress": .string(address),
            "userAgent": "cli", "userIdentity": ["arn": "arn:aws:iam::222222222222:user/ada"],
        ]
        record["errorCode"] = error.map { .string($0) }
        return try #require(HistoryEvent(["CloudTrailEvent": .string(JSON.object(record).text)]))
    }

    @Test func whoLaunchedItIsTheFirstThatWasLetDoSo() throws {
        let events = [
            try event("StopInstances", at: "2026-01-03T10:00:00Z", id: "e3"),
            try event("RunInstances", at: "2026-01-02T10:00:00Z", id: "e2"),
            try event("RunInstances", at: "2026-01-01T10:00:00Z", id: "e1", error: "Denied"),
        ]
        let found = InstanceActivity(on: events, by: [], own: ["10.0.0.1"]).outputs
        #expect(found["launched"]?["request"] == "e2")
        #expect(found["launched"]?["by"] == "arn:aws:iam::222222222222:user/ada")
        #expect(found["events"]?.array?.count == 3)
    }

    @Test func credentialsThatAreUsedFromElsewhereAreSeen() throws {
        let events = [
            try event("ListBuckets", at: "2026-01-03T10:00:00Z", id: "e4", address: "198.51.100.9"),
            try event("ListBuckets", at: "2026-01-02T10:00:00Z", id: "e3", error: "AccessDenied"),
            try event("PutObject", at: "2026-01-02T09:00:00Z", id: "e2", address: "10.0.0.1"),
            try event("Decrypt", at: "2026-01-01T10:00:00Z", id: "e1", address: "s3.amazonaws.com"),
        ]
        let found = InstanceActivity(on: [], by: events, own: ["10.0.0.1", "203.0.113.9"]).outputs
        #expect(found["foreign_addresses"] == ["198.51.100.9"])
        #expect(
            found["role_calls"]?.array?.first == [
                "event": "ec2 ListBuckets", "times": 2, "refused": 1,
                "last": "2026-01-03T10:00:00Z",
            ]
        )
        // Without its own addresses nobody can tell.
        #expect(InstanceActivity(on: [], by: events, own: []).outputs["foreign_addresses"] == nil)
    }

    // MARK: names

    private static let zones = SeenInventory(resources: [
        record("www.example.com.", "A", account: "333333333333", ["values": ["198.51.100.7"]]),
        record(
            "shop.example.com.",
            "CNAME",
            account: "444444444444",
            ["values": ["WWW.example.com"]]
        ),
        record(
            "lb.example.com.",
            "A",
            account: "333333333333",
            ["alias": "dualstack.web-1.eu-west-1.elb.amazonaws.com."]
        ),
        record("other.example.com.", "A", account: "333333333333", ["values": ["198.51.100.8"]]),
    ])

    private static func record(
        _ name: String,
        _ type: String,
        account: String,
        _ document: Object
    ) -> Resource {
        var document = document
        document["type"] = .string(type)
        return .seen(
            "route53.record",
            "/hostedzone/Z/\(name)/\(type)",
            account: account,
            region: "global",
            name: name,
            document
        )
    }

    @Test func namesAreFoundInEveryAccountAndOverOtherNames() async throws {
        let found = try await outputs(
            "route53.find-records",
            Self.zones,
            ["addresses": ["198.51.100.7"], "names": ["web-1.eu-west-1.elb.amazonaws.com"]]
        )
        let names = found["records"]?.array?.map { $0["name"]?.string }
        #expect(names == ["lb.example.com.", "www.example.com.", "shop.example.com."])
        #expect(found["impact"]?.texts.count == 3 && found["notes"] == [])
        var torn = Self.zones
        torn.unknownIn = ["555555555555"]
        let notes = try await outputs("route53.find-records", torn, ["addresses": ["192.0.2.1"]])
        #expect(notes["records"] == [])
        #expect(
            notes["notes"] == [
                "not all is known of route53.record in every account, such as 555555555555"
            ]
        )
    }

    // MARK: what else

    private static let estate = SeenInventory(resources: [
        .seen(
            "ec2.instance",
            "i-1",
            [
                "image": "ami-1", "private_ip": "10.0.0.1", "security_groups": ["sg-1"],
                "profile": "arn:aws:iam::222222222222:instance-profile/web",
            ]
        ),
        .seen(
            "ec2.instance",
            "i-2",
            [
                "security_groups": ["sg-2"],
                "profile": "arn:aws:iam::222222222222:instance-profile/web",
            ]
        ),
        .seen("ec2.instance", "i-3", ["security_groups": ["sg-3"]]),
        .seen(
            "ec2.instance",
            "i-4",
            account: "333333333333",
            region: "us-east-1",
            ["image": "ami-1", "aws": ["KeyName": "ops"]]
        ),
        .seen("ec2.instance", "i-5", account: "333333333333", ["aws": ["KeyName": "ops"]]),
        .seen("ec2.instance", "i-6", ["image": "ami-1", "state": "terminated"]),
        .seen(
            "ec2.security-group",
            "sg-2",
            ["ingress": [["protocol": "tcp", "from": 5432, "to": 5432, "source": "sg-1"]]]
        ),
        .seen(
            "ec2.security-group",
            "sg-3",
            [
                "ingress": [
                    ["protocol": "tcp", "from": 22, "to": 22, "source": "10.0.0.0/24"],
                    ["protocol": "tcp", "from": 80, "to": 80, "source": "192.0.2.0/24"],
                ]
            ]
        ),
        .seen("ec2.security-group", "sg-9", ["ingress": [["protocol": "all", "source": "sg-8"]]]),
        .seen(
            "lambda.function",
            "report",
            ["role": "arn:aws:iam::222222222222:role/web"]
        ),
        .seen(
            "iam.role",
            "web",
            region: "global",
            arn: "arn:aws:iam::222222222222:role/web",
            [
                "instance_profiles": ["arn:aws:iam::222222222222:instance-profile/web"],
                "policies": [
                    [
                        "name": "all", "kind": "inline",
                        "document": [
                            "Version": "2012-10-17",
                            "Statement": [["Effect": "Allow", "Action": "*", "Resource": "*"]],
                        ],
                    ]
                ],
            ]
        ),
    ])

    @Test func whatItCanReachIsTheGroupsThatLetItIn() async throws {
        let found = try await outputs("ec2.find-reach", Self.estate, ["instance": "i-1"])
        let groups = found["groups"]?.array ?? []
        #expect(groups.map { $0["group"] } == ["sg-2", "sg-3"])
        #expect(groups.map { $0["by"] } == ["sg-1", "10.0.0.0/24"])
        #expect(groups.map { $0["services"] } == [["PostgreSQL"], ["SSH"]])
        #expect(found["instances"] == ["i-2", "i-3"])
    }

    @Test func whatWasMadeAlikeIsFoundInOtherAccounts() async throws {
        let found = try await outputs(
            "ec2.find-same-origin",
            Self.estate,
            ["instance": "i-1", "image": "ami-1", "key": "ops"]
        )
        let instances = found["instances"]?.array ?? []
        #expect(instances.map { $0["id"] } == ["i-5", "i-4"])
        #expect(instances.map { $0["same"] } == [["key"], ["image", "key"]])
        let alone = try await outputs("ec2.find-same-origin", Self.estate, ["instance": "i-1"])
        #expect(alone["instances"] == [] && alone["impact"] == [])
    }

    @Test func aRoleIsJudgedAndWhoElseUsesItIsNamed() async throws {
        let found = try await outputs(
            "iam.find-role-reach",
            Self.estate,
            [
                "instance": "i-1", "profile": "arn:aws:iam::222222222222:instance-profile/web",
            ]
        )
        #expect(found["role"] == "web" && found["privilege"] == "administrator")
        #expect(found["escalations"]?.array?.isEmpty == false)
        #expect(found["witnesses"]?.texts.isEmpty == false)
        #expect(found["instances"]?.array?.map { $0["id"] } == ["i-2"])
        #expect(found["functions"] == ["report"] && found["revocable"] == true)
        let impact = found["impact"]?.texts ?? []
        #expect(impact.contains { $0.contains("1 more instances") }, "\(impact)")
        let none = try await outputs("iam.find-role-reach", Self.estate, ["instance": "i-3"])
        #expect(none["role"] == "" && none["notes"] == [])
    }

    @Test(
        arguments: [
            ("/aws-service-role/ec2.amazonaws.com/", "AWSServiceRoleForEC2", false),
            ("/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_Admin_0123456789abcdef", false),
            ("/", "web", true),
        ]
    )
    func rolesOfAWSAreNotRevoked(path: String, name: String, isRevocable: Bool) {
        let role = Resource.seen("iam.role", name, region: "global", ["path": .string(path)])
        #expect(RoleReach.isRevocable(role) == isRevocable)
    }

    // MARK: what stays out of the run

    @Test func userDataIsKnownByItsHashAlone() throws {
        let secret = "#!/bin/sh\nexport TOKEN=hunter2\n"
        let hashed = try #require(InstanceDetail.hashed(Base64.encode(Array(secret.utf8))))
        #expect(hashed["bytes"] == .int(Int64(secret.utf8.count)))
        #expect(hashed["sha256"]?.string?.count == 64 && !hashed.text.contains("hunter2"))
        #expect(InstanceDetail.hashed(nil) == nil && InstanceDetail.hashed("") == nil)
    }

    @Test func ofAConsoleItsEndIsKept() throws {
        let text =
            String(repeating: "x", count: InstanceDetail.keptConsoleBytes) + "\u{1b}[31mend\n"
        let console = try #require(
            InstanceDetail.console(["Output": .string(Base64.encode(Array(text.utf8)))])
        )
        let end = try #require(console["end"]?.string)
        #expect(end.hasSuffix("end\n") && !end.contains("\u{1b}"))
        #expect(console["bytes"] == .int(Int64(text.utf8.count)))
        #expect(end.utf8.count < InstanceDetail.keptConsoleBytes + 20)
    }

    // MARK: AWS

    private func outputs(
        _ name: String,
        _ seen: SeenInventory,
        _ inputs: Object,
        reader: Reader? = nil
    ) async throws -> Object {
        let step = try #require(Step.named(name))
        guard case .analysis(let analysis) = step.performance else { return [:] }
        var given = inputs
        for input in step.type.inputs where given[input.name] == nil {
            given[input.name] = input.standard
        }
        given["account"] = "222222222222"
        given["region"] = "eu-west-1"
        let answer = await analysis(StepContext(inputs: given, inventory: seen, reader: reader))
        guard case .done(let outputs) = answer else {
            Issue.record("\(name): \(answer)")
            return [:]
        }
        #expect(step.type.problem(withOutputs: outputs) == nil, "\(name)")
        return outputs
    }

    /// Each step that asks AWS, where nobody may and where AWS refuses: what is not known is missing in
    /// its outputs, and said.
    @Test(
        arguments: [
            (
                "cloudtrail.find-activity",
                ["events", "launched", "role_events", "foreign_addresses"]
            ),
            ("ec2.find-load-balancers", ["targets", "classic", "public", "dns_names"]),
            ("ec2.find-scaling-group", ["in_group", "group", "safe_to_terminate"]),
        ]
    )
    func whatAWSDoesNotTellIsMissingAndSaid(name: String, outputs missing: [String]) async throws {
        let server = LoopbackServer { _ in
            let body =
                "<Response><Errors><Error><Code>AccessDenied</Code></Error></Errors></Response>"
            let head = "HTTP/1.1 403 Forbidden\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            return [.send(head + body)]
        }
        defer { server.stop() }
        for reader in [nil, Reader(of: server)] {
            let found = try await outputs(
                name,
                SeenInventory(),
                ["instance": "i-1"],
                reader: reader
            )
            for output in missing { #expect(found[output] == nil, "\(output)") }
            #expect(found["notes"]?.texts.isEmpty == false)
        }
    }
}
