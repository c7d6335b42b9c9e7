import Document
import Guardrails
import Playbooks

extension Step {
    /// Whether the policy of `parapet permissions responders-scp`, or one like it, binds the account.
    ///
    /// Source: AWS Organizations User Guide, "Service control policies (SCPs)": they bind no principal of
    /// the management account, and what denies is inherited from the root and every unit above;
    /// AWS Organizations API Reference, ListPoliciesForTarget, ListParents: the management account and
    /// those that it delegates to may ask.
    static let findIncidentPolicy = Step(
        StepType(
            "organizations.find-incident-policy",
            title: "Whether only responders may touch what is tagged as looked into",
            kind: .analyse,
            site: .account,
            outputs: [
                .init("in_force", .flag, "whether it is so; missing: nobody knows"),
                .init("policy", .text, "the service control policy that sees to it"),
                .init("except", .list(.text), "whom it leaves out"),
                .init("notes", .list(.text), "what people have to know"),
            ],
            permissions: [
                "organizations:DescribeOrganization", "organizations:DescribePolicy",
                "organizations:ListParents", "organizations:ListPoliciesForTarget",
            ]
        )
    ) { context in
        guard var reading = StepReading(context, inMainRegion: true) else {
            return .done(["notes": [.string(context.unasked)]])
        }
        let account = context.text("account")
        let organization = await reading.read("organizations", "DescribeOrganization")
        if let manager = organization?["Organization"]?["MasterAccountId"]?.string,
            manager == account
        {
            reading.note("service control policies bind nobody in the management account")
            return .done(["in_force": false, "notes": .list(reading.notes)])
        }
        var outputs = await IncidentWall(account, &reading).outputs
        if outputs["in_force"] == nil {
            reading.note(
                "only the management account, and those that it delegates to, may read the "
                    + "organization's policies"
            )
        }
        outputs["notes"] = .list(reading.notes)
        return .done(outputs)
    }
}

/// The service control policies over an account that keep others off what is looked into.
struct IncidentWall {
    private(set) var outputs = Object()

    /// Organizations are at most five units deep, below the root.
    private static let mostParents = 7

    init(_ account: String, _ reading: inout StepReading) async {
        var target = account
        for _ in 0...Self.mostParents {
            let policies = await reading.list(
                "organizations",
                "ListPoliciesForTarget",
                "Policies",
                ["TargetId": .string(target), "Filter": "SERVICE_CONTROL_POLICY"]
            )
            guard let policies else { return }
            for policy in policies where policy["AwsManaged"]?.bool != true {
                let asked: Object = ["PolicyId": policy["Id"] ?? ""]
                guard let found = await reading.read("organizations", "DescribePolicy", asked)
                else { return }
                let text = found["Policy"]?["Content"]?.string ?? ""
                guard let spared = Self.spared(by: (try? JSON.parse(text)) ?? .null) else {
                    continue
                }
                outputs = [
                    "in_force": true, "policy": policy["Name"] ?? policy["Id"] ?? "",
                    "except": .list(spared),
                ]
                return
            }
            guard !target.hasPrefix("r-") else {
                outputs = ["in_force": false]
                return
            }
            let parents = await reading.list(
                "organizations",
                "ListParents",
                "Parents",
                ["ChildId": .string(target)]
            )
            guard let parent = parents?.first?["Id"]?.string else { return }
            target = parent
        }
    }

    /// Whom a policy leaves out that denies everybody else EC2's calls on what has the tag; nil where it does
    /// not.
    static func spared(by policy: JSON) -> [String]? {
        let (key, value) = RolePolicies.incidentTag
        let written = policy["Statement"] ?? .null
        for statement in written.array ?? [written] {
            let condition = statement["Condition"]
            let actions = texts(statement["Action"])
            let tag = (condition?["StringEquals"] ?? .null).entries.first {
                $0.key.lowercased() == "aws:resourcetag/\(key)".lowercased()
            }
            guard statement["Effect"] == "Deny", texts(statement["Resource"]).contains("*"),
                actions.contains("ec2:*") || actions.contains("*"),
                texts(tag?.value) == [value]
            else { continue }
            let others = (condition ?? .null).entries.filter { $0.key != "StringEquals" }
            // Anything else that has to hold lets more through than those.
            guard others.allSatisfy({ $0.key == "ArnNotLike" }),
                condition?["StringEquals"]?.object?.count == 1
            else { continue }
            return others.flatMap { texts($0.value["aws:PrincipalArn"]) }
        }
        return nil
    }

    private static func texts(_ value: JSON?) -> [String] {
        value?.string.map { [$0] } ?? value?.texts ?? []
    }
}
