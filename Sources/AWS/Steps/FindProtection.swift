import Document
import Playbooks

extension Step {
    /// Which public servers have a web application firewall before them.
    static let findProtection = Step(
        StepType(
            "waf.find-protection",
            title: "Which public servers have a web application firewall before them",
            kind: .analyse,
            site: .estate,
            inputs: [
                .init(
                    "servers",
                    .list(.any),
                    required: true,
                    "as waf.find-public-servers answers them"
                ),
                .init("names", .list(.any), standard: [], "as dns.find-names answers them"),
            ],
            outputs: [
                .init("guarded", .list(.any), "servers, with by and what"),
                .init("balancers", .list(.any), "application load balancers without one"),
                .init("distributions", .list(.any), "distributions without one"),
                .init(
                    "others",
                    .list(.any),
                    "what AWS's own cannot guard and no provider does, with its names"
                ),
                .init("unknown", .list(.any), "servers, with why nobody can tell"),
                .init(
                    "places",
                    .list(.any),
                    "account and region where load balancers have none, each once"
                ),
                .init("accounts", .list(.text), "where distributions have none, each once"),
                .init(
                    "outside",
                    .list(.any),
                    "names of any zone that lead to a known provider: name, zone, account, provider"
                ),
                .uncollected, .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        guard let servers = context.servers("servers") else {
            return .failed("the servers are not those of waf.find-public-servers", isFinal: true)
        }
        let names = context.inputs["names"]?.array ?? []
        return await StepAnswer.everywhere(context, ["route53.record", "wafv2.web-acl"]) { known in
            ProtectionSummary(servers, names, known).outputs
        }
    }
}

/// Servers by what stands before them.
private struct ProtectionSummary {
    private var lists: [String: [JSON]] = [:]
    private var places: Set<[String]> = []
    private var accounts: Set<String> = []
    private let notes: [String]
    private let uncollected: [String]

    init(_ servers: [PublicServer], _ names: [JSON], _ known: KnownResources) {
        let records = known.of("route53.record").compactMap { DNSRecord($0) }
        let byName = Dictionary(grouping: records, by: \.name)
        notes = known.notes()
        uncollected = known.uncollected.sorted()
        for server in servers {
            switch Protection(of: server, acls: known, records: byName) {
            case .guarded(let by, let what):
                add(server, to: "guarded", ["by": .string(by), "what": .string(what)])
            case .unknown(let why): add(server, to: "unknown", ["why": .string(why)])
            case .none: addUnguarded(server, names)
            }
        }
        lists["outside"] = records.flatMap(Self.outside)
    }

    private mutating func addUnguarded(_ server: PublicServer, _ names: [JSON]) {
        let own = names.filter {
            $0["server"]?.string == server.id
                && $0["server_account"]?.string == server.account
                && $0["server_region"]?.string == server.region
        }
        switch server.kind {
        case .application:
            places.insert([server.account, server.region])
            add(server, to: "balancers", ["names": .array(own)])
        case .distribution:
            accounts.insert(server.account)
            add(server, to: "distributions", ["names": .array(own)])
        case .instance, .network, .classic:
            // What the internet may not reach at all is no server that somebody has to guard.
            guard server.unknown.isEmpty else {
                let why =
                    "whether the internet reaches it: "
                    + server.unknown.joined(separator: ", ")
                return add(server, to: "unknown", ["why": .string(why), "names": .array(own)])
            }
            add(server, to: "others", ["names": .array(own)])
        }
    }

    private mutating func add(_ server: PublicServer, to list: String, _ more: Object) {
        var members = server.json.object ?? Object()
        for (name, value) in more { members[name] = value }
        lists[list, default: []].append(.object(members))
    }

    private static func outside(_ record: DNSRecord) -> [JSON] {
        let owners = Set(record.targets.compactMap { KnownProvider.owner(of: $0)?.name })
        return owners.sorted().map { owner in
            [
                "name": .string(record.name), "zone": .string(record.zone),
                "account": .string(record.account), "provider": .string(owner),
            ]
        }
    }

    var outputs: Object {
        var outputs = Object()
        for name in ["guarded", "balancers", "distributions", "others", "unknown", "outside"] {
            outputs[name] = .array(lists[name] ?? [])
        }
        let places = places.sorted { $0.lexicographicallyPrecedes($1) }
        outputs["places"] = .array(
            places.map { ["account": .string($0[0]), "region": .string($0[1])] }
        )
        outputs["accounts"] = .list(accounts.sorted())
        outputs["uncollected"] = .list(uncollected)
        outputs["notes"] = .list(notes)
        return outputs
    }
}
