import Document

/// A security group that containment makes in a VPC where it is missing: found by its tag, and used only
/// where its rules are what they have to be, both ways, for IPv4 and IPv6. A name says nothing.
///
/// Source: Amazon EC2 API Reference, CreateSecurityGroup, IpPermission; Amazon VPC User Guide, "Security
/// groups": a new one lets everything out.
struct VPCGroup {
    enum Kind: String {
        /// Without any rule: nothing new passes.
        case isolated
        /// Everything passes both ways, so that nothing is tracked.
        case open
        /// Without any rule, too: marks an interface that was on an open one.
        case cut
    }

    static let tag = "ParapetGroup"
    static let asks = ["ec2.DescribeSecurityGroups", "ec2.DescribeNetworkInterfaces"]

    let kind: Kind
    let vpc: String
    /// Whose it is; nil: every isolated instance of the VPC shares it.
    var instance: String?

    private var label: String {
        [kind.rawValue, instance].compactMap(\.self).joined(separator: ":")
    }
    private var key: String { "\(kind.rawValue)/\(vpc)" }
    private var base: String {
        ["parapet", kind.rawValue, instance].compactMap(\.self).joined(separator: "-")
    }

    // MARK: what is read

    func reads(_ known: Object) -> [ActionRead] {
        let tagged = ActionRead.filtered(
            "tagged/\(key)",
            "DescribeSecurityGroups",
            ["vpc-id": [vpc], "tag:\(Self.tag)": [label]],
            items: "SecurityGroups"
        )
        let named = ActionRead.filtered(
            "named/\(key)",
            "DescribeSecurityGroups",
            ["vpc-id": [vpc], "group-name": ["\(base)*"]],
            items: "SecurityGroups"
        )
        let ids = candidates(known).map(Self.id)
        guard !ids.isEmpty else { return [tagged, named] }
        let users = ActionRead.filtered(
            "users/\(key)",
            "DescribeNetworkInterfaces",
            ["group-id": ids],
            items: "NetworkInterfaces"
        )
        return [tagged, named, users]
    }

    private static func id(_ group: JSON) -> String { group["GroupId"]?.string ?? "" }

    /// Those that are as they have to be, or become so.
    private func candidates(_ read: Object) -> [JSON] {
        (read["tagged/\(key)"]?.array ?? []).filter { isReady($0) || isUnfinished($0) }
            .sorted { Self.id($0) < Self.id($1) }
    }

    private func users(of group: JSON, _ read: Object) -> [JSON] {
        (read["users/\(key)"]?.array ?? []).filter { interface in
            (interface["Groups"]?.array ?? []).contains { Self.id($0) == Self.id(group) }
        }
    }

    private func isReady(_ group: JSON) -> Bool {
        let (ingress, egress) = (Self.rules(group, "IpPermissions"), Self.egress(group))
        return kind == .open
            ? ingress == Self.everything && egress == Self.everything
            : ingress.isEmpty && egress.isEmpty
    }

    /// As it is between its creation and its last rule.
    private func isUnfinished(_ group: JSON) -> Bool {
        let (ingress, egress) = (Self.rules(group, "IpPermissions"), Self.egress(group))
        return egress.isSubset(of: Self.everything)
            && (kind == .open ? ingress.isSubset(of: Self.everything) : ingress.isEmpty)
    }

    private static let everything: Set = ["-1 0.0.0.0/0", "-1 ::/0"]

    private static func egress(_ group: JSON) -> Set<String> { rules(group, "IpPermissionsEgress") }

    /// Each as one text; what is no network is one, too.
    private static func rules(_ group: JSON, _ direction: String) -> Set<String> {
        let texts = (group[direction]?.array ?? []).flatMap { permission -> [String] in
            let name = permission["IpProtocol"]?.string ?? ""
            let ports = [permission["FromPort"], permission["ToPort"]].compactMap { $0?.int }
            let networks =
                (permission["IpRanges"]?.array ?? []).compactMap { $0["CidrIp"]?.string }
                + (permission["Ipv6Ranges"]?.array ?? []).compactMap { $0["CidrIpv6"]?.string }
            let others = ["UserIdGroupPairs", "PrefixListIds"].filter {
                permission[$0]?.array?.isEmpty == false
            }
            let prefix = name == "-1" ? "-1" : "\(name) \(ports)"
            let all = networks + others
            return all.isEmpty ? [prefix] : all.map { "\(prefix) \($0)" }
        }
        return Set(texts)
    }

    // MARK: what is kept

    /// `id` and whether it is `ready`; null and the `name` that is free, where there is none to use.
    ///
    /// - Parameter used: the groups that the instance's interfaces are on: of several, these.
    func image(_ read: Object, used: Set<String>) -> JSON {
        let all = candidates(read)
        let ready = all.filter(isReady)
        let chosen =
            ready.first { used.contains(Self.id($0)) } ?? ready.first
            ?? all.first { users(of: $0, read).isEmpty }
        guard let chosen else { return ["id": .null, "name": .string(freeName(read))] }
        return [
            "id": .string(Self.id(chosen)), "ready": .bool(isReady(chosen)),
            "egress": .array(Self.permissions(Self.egress(chosen).sorted())),
            "ingress": .list(Self.rules(chosen, "IpPermissions").sorted()),
        ]
    }

    /// Whether interfaces of other instances are on the group of an image.
    func isShared(_ image: JSON, _ read: Object, own: Set<String>) -> Bool {
        let group: JSON = ["GroupId": image["id"] ?? .null]
        return users(of: group, read).contains {
            !own.contains($0["NetworkInterfaceId"]?.string ?? "")
        }
    }

    private func freeName(_ read: Object) -> String {
        let taken = Set((read["named/\(key)"]?.array ?? []).compactMap { $0["GroupName"]?.string })
        guard taken.contains(base) else { return base }
        let number = (2...taken.count + 2).first { !taken.contains("\(base)-\($0)") } ?? 2
        return "\(base)-\(number)"
    }

    private static func permissions(_ networks: [String]) -> [JSON] {
        let ranges = networks.map { String($0.dropFirst("-1 ".count)) }
        return ranges.map { range in
            range.contains(":")
                ? ["IpProtocol": "-1", "Ipv6Ranges": [["CidrIpv6": .string(range)]]]
                : ["IpProtocol": "-1", "IpRanges": [["CidrIp": .string(range)]]]
        }
    }

    // MARK: what is called

    static let sends = ["ec2.CreateSecurityGroup", "ec2.RevokeSecurityGroupEgress"]
    static let sendsOfOpen = [
        "ec2.AuthorizeSecurityGroupEgress", "ec2.AuthorizeSecurityGroupIngress",
    ]

    /// The calls that make it ready.
    ///
    /// - Parameters:
    ///   - image: as ``image(_:used:)`` has it.
    ///   - place: where that is in the action's image.
    func calls(_ image: JSON, at place: [String], run: String) -> [ActionCall] {
        guard image["ready"]?.bool != true else { return [] }
        var calls: [ActionCall] = []
        let isThere = image["id"]?.string != nil
        if !isThere { calls.append(create(image["name"] ?? .string(base), run)) }
        let egress = Set((image["egress"]?.array ?? []).map(\.canonicalText))
        let whole = Self.permissions(Self.everything.sorted())
        let isWhole = kind == .open && egress == Set(whole.map(\.canonicalText))
        if !isWhole, !isThere || !egress.isEmpty {
            calls.append(
                rule("RevokeSecurityGroupEgress", place, ActionCall.found(place + ["egress"]))
            )
        }
        guard kind == .open else { return calls }
        if !isWhole {
            calls.append(rule("AuthorizeSecurityGroupEgress", place, .array(whole)))
        }
        let here = Set(image["ingress"]?.texts ?? [])
        let missing = Self.permissions(Self.everything.subtracting(here).sorted())
        if !missing.isEmpty {
            calls.append(rule("AuthorizeSecurityGroupIngress", place, .array(missing)))
        }
        return calls
    }

    private func create(_ name: JSON, _ run: String) -> ActionCall {
        let tags: [JSON] = [
            ["Key": .string(Self.tag), "Value": .string(label)],
            ["Key": "ParapetRun", "Value": .string(run)],
        ]
        return ActionCall(
            "ec2",
            "CreateSecurityGroup",
            [
                "GroupName": name,
                "Description": .string("Made by Parapet to contain an instance: \(kind.rawValue)"),
                "VpcId": .string(vpc),
                "TagSpecifications": [
                    ["ResourceType": "security-group", "Tags": .array(tags)]
                ],
            ]
        )
    }

    private func rule(_ operation: String, _ place: [String], _ rules: JSON) -> ActionCall {
        ActionCall(
            "ec2",
            operation,
            ["GroupId": ActionCall.found(place + ["id"]), "IpPermissions": rules]
        )
    }
}
