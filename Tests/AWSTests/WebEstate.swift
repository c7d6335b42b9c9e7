import Document
import Guardrails
import Testing

@testable import AWS

/// What sweeps have seen of a small estate that serves the web, and what steps say of it.
struct WebEstate: StepInventory {
    static let account = "222222222222"
    static let region = "eu-west-1"

    var resources: [Resource] = []
    var gaps: [String: Gap] = [:]
    var uncollected: Set<String> = []
    var isDown = false

    func resources(
        ofTypes types: [String],
        account: String,
        region: String
    ) async throws(StepInventoryFailure) -> KnownResources {
        try await everywhere(ofTypes: types, accounts: [account], regions: [region])
    }

    func everywhere(
        ofTypes types: [String],
        accounts: [String],
        regions: [String]
    ) async throws(StepInventoryFailure) -> KnownResources {
        guard !isDown else { throw StepInventoryFailure("the database is away") }
        let found = resources.filter { resource in
            types.contains(resource.name.type)
                && (accounts.isEmpty || accounts.contains(resource.name.account))
                && (regions.isEmpty || regions.contains(resource.name.region))
        }
        return KnownResources(
            found,
            gaps: gaps.filter { gap in types.contains { gap.key.hasPrefix($0) } },
            uncollected: uncollected.intersection(types)
        )
    }

    func resources(_ question: EstateQuestion) async throws(StepInventoryFailure) -> EstateAnswer {
        guard !isDown else { throw StepInventoryFailure("the database is away") }
        return EstateAnswer(question.found(in: resources))
    }

    mutating func add(
        _ type: String,
        _ id: String,
        account: String = Self.account,
        region: String = Self.region,
        name: String? = nil,
        _ document: Object
    ) {
        let name = ResourceName(
            type: type,
            account: account,
            region: region,
            id: id,
            arn: id.hasPrefix("arn:") ? id : nil,
            name: name
        )
        resources.append(Resource(name: name, document: document))
    }

    mutating func addRecord(
        _ name: String,
        type: String = "A",
        account: String = "333333333333",
        zone: String = "Z1",
        isPrivate: Bool = false,
        _ aws: Object
    ) {
        let record = JSON.object(aws)
        let values = (record["ResourceRecords"]?.array ?? []).compactMap { $0["Value"]?.string }
        var document: Object = [
            "aws": record, "zone": .string("/hostedzone/\(zone)"), "type": .string(type),
            "private": .bool(isPrivate), "values": .list(values),
        ]
        document["alias"] = record["AliasTarget"]?["DNSName"]
        let set = record["SetIdentifier"]?.string.map { "/\($0)" } ?? ""
        add(
            "route53.record",
            "/hostedzone/\(zone)/\(name)/\(type)\(set)",
            account: account,
            region: Scope.global,
            name: name,
            document
        )
    }

    func outputs(_ step: String, _ inputs: Object = [:]) async throws -> Object {
        let answer = try await perform(step, inputs)
        guard case .done(let outputs) = answer else {
            Issue.record("\(step): \(answer)")
            return [:]
        }
        let type = try #require(Step.named(step)).type
        #expect(type.problem(withOutputs: outputs) == nil)
        return outputs
    }

    func perform(_ step: String, _ inputs: Object = [:]) async throws -> StepAnswer {
        let found = try #require(Step.named(step))
        guard case .analysis(let analysis) = found.performance else {
            return .failed("it changes something", isFinal: true)
        }
        return await analysis(StepContext(inputs: inputs, inventory: self))
    }
}

extension WebEstate {
    /// An instance that the internet reaches, with all that lets it.
    static let open: WebEstate = {
        var estate = WebEstate()
        estate.add(
            "ec2.instance",
            "i-1",
            [
                "state": "running", "public_ip": "198.51.100.7", "subnet": "subnet-1",
                "vpc": "vpc-1", "security_groups": ["sg-1"],
            ]
        )
        estate.add("ec2.network-interface", "eni-1", interface(["public_ip": "198.51.100.7"]))
        estate.add("ec2.security-group", "sg-1", group(from: 443, to: 443, "0.0.0.0/0"))
        estate.add("ec2.route-table", "rtb-1", table(["subnets": ["subnet-1"]]))
        estate.add("ec2.network-acl", "acl-1", acl([entry(100, "allow")]))
        return estate
    }()

    static func interface(_ more: Object) -> Object {
        var document: Object = [
            "instance": "i-1", "subnet": "subnet-1", "vpc": "vpc-1", "security_groups": ["sg-1"],
        ]
        for (name, value) in more { document[name] = value }
        return document
    }

    static func group(from: Int64, to: Int64, _ source: String) -> Object {
        [
            "ingress": [
                [
                    "protocol": "tcp", "from": .int(from), "to": .int(to),
                    "source": .string(source), "kind": "network",
                ]
            ]
        ]
    }

    static func table(_ more: Object, _ route: Object? = nil) -> Object {
        let out: Object = [
            "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active",
        ]
        var document: Object = ["vpc": "vpc-1", "routes": [.object(route ?? out)]]
        for (name, value) in more { document[name] = value }
        return document
    }

    static func entry(_ number: Int64, _ action: String, _ more: Object = [:]) -> JSON {
        var members: Object = [
            "RuleNumber": .int(number), "RuleAction": .string(action), "Protocol": "-1",
            "CidrBlock": "0.0.0.0/0", "Egress": false,
        ]
        for (name, value) in more { members[name] = value }
        return .object(members)
    }

    static func acl(_ entries: [JSON]) -> Object {
        ["subnets": ["subnet-1"], "entries": .array(entries)]
    }

    /// With another document in the place of one; nil: without it.
    func with(_ id: String, _ document: Object?) -> WebEstate {
        var estate = self
        estate.resources = resources.compactMap { resource in
            guard resource.name.id == id else { return resource }
            return document.map { Resource(name: resource.name, document: $0) }
        }
        return estate
    }
}
