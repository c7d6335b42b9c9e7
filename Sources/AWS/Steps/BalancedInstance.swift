import Document

/// What Elastic Load Balancing, of both kinds, has of an instance. What could not be read is missing.
///
/// Source: Elastic Load Balancing, "Target groups for your Application Load Balancers" and "Registered
/// instances for your Classic Load Balancer".
struct BalancedInstance {
    private let id: String
    private let addresses: Set<String>
    private(set) var outputs = Object()

    init(_ id: String, addresses: Set<String>, _ reading: inout StepReading) async {
        self.id = id
        self.addresses = addresses
        let classic = await reading.list(
            "elb",
            "DescribeLoadBalancers",
            "LoadBalancerDescriptions"
        )
        let behind = classic.map { $0.filter(hasInstance).map(told(classic:)) }
        outputs["classic"] = behind.map { .array($0) }
        let targets = await targets(&reading)
        outputs["targets"] = targets.map { .array($0) }
        var balancers: [JSON]?
        if let targets { balancers = await self.balancers(of: targets, &reading) }
        outputs["balancers"] = balancers.map { .array($0) }
        guard let behind, let targets, let balancers else { return }
        let all = behind + balancers
        outputs["dns_names"] = .list(Set(all.compactMap { $0["dns"]?.string }).sorted())
        outputs["public"] = .bool(all.contains { $0["scheme"] == "internet-facing" })
        outputs["impact"] = .list(Self.impact(classic: behind, targets))
    }

    private func targets(_ reading: inout StepReading) async -> [JSON]? {
        let groups = await reading.list("elbv2", "DescribeTargetGroups", "TargetGroups")
        guard let groups else { return nil }
        var found: [JSON] = []
        for group in groups where group["TargetType"] != "lambda" {
            let health = await reading.list(
                "elbv2",
                "DescribeTargetHealth",
                "TargetHealthDescriptions",
                ["TargetGroupArn": group["TargetGroupArn"] ?? ""]
            )
            guard let health else { return nil }
            found += told(targetsOf: group, health)
        }
        return found
    }

    private func balancers(of targets: [JSON], _ reading: inout StepReading) async -> [JSON]? {
        let arns = Set(targets.flatMap { $0["behind"]?.texts ?? [] }).sorted()
        guard !arns.isEmpty else { return [] }
        let found = await reading.list(
            "elbv2",
            "DescribeLoadBalancers",
            "LoadBalancers",
            ["LoadBalancerArns": .list(arns)]
        )
        return found?.map { balancer in
            [
                "name": balancer["LoadBalancerName"] ?? .null,
                "arn": balancer["LoadBalancerArn"] ?? .null,
                "scheme": balancer["Scheme"] ?? .null, "dns": balancer["DNSName"] ?? .null,
            ]
        }
    }
}

extension BalancedInstance {
    private func hasInstance(_ balancer: JSON) -> Bool {
        (balancer["Instances"]?.array ?? []).contains { $0["InstanceId"] == .string(id) }
    }

    private func told(classic balancer: JSON) -> JSON {
        [
            "name": balancer["LoadBalancerName"] ?? .null, "scheme": balancer["Scheme"] ?? .null,
            "dns": balancer["DNSName"] ?? .null,
            "last": .bool((balancer["Instances"]?.array ?? []).count == 1),
        ]
    }

    private func told(targetsOf group: JSON, _ health: [JSON]) -> [JSON] {
        // One that drains sends nothing new to anybody.
        let serving = health.filter { $0["TargetHealth"]?["State"] != "draining" }
        return health.filter { isMeant($0["Target"]?["Id"]?.string ?? "") }.map { target in
            let others = serving.filter { !isMeant($0["Target"]?["Id"]?.string ?? "") }
            return [
                "group": group["TargetGroupName"] ?? .null,
                "arn": group["TargetGroupArn"] ?? .null,
                "target": target["Target"]?["Id"] ?? .null,
                "port": target["Target"]?["Port"] ?? .null,
                "health": target["TargetHealth"]?["State"] ?? .null,
                "last": .bool(others.isEmpty),
                "behind": .list(group["LoadBalancerArns"]?.texts ?? []),
            ]
        }
    }

    private func isMeant(_ target: String) -> Bool { target == id || addresses.contains(target) }

    private static func impact(classic: [JSON], _ targets: [JSON]) -> [String] {
        let places =
            classic.map { ("the load balancer", $0["name"], $0["last"]) }
            + targets.map { ("the target group", $0["group"], $0["last"]) }
        return places.map { kind, name, last in
            let place = "\(kind) \(name?.string ?? "")"
            return last == true
                ? "\(place) has no other target: what it serves is down without the instance"
                : "\(place) goes on with its other targets"
        }
    }
}
