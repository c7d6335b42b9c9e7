import Document
import Playbooks

extension Step {
    /// The names of public servers in the hosted zones of any account.
    static let findNames = Step(
        StepType(
            "dns.find-names",
            title: "The DNS names that lead to public servers, in the zones of all accounts",
            kind: .analyse,
            site: .estate,
            inputs: [
                .init(
                    "servers",
                    .list(.any),
                    required: true,
                    "as waf.find-public-servers answers them"
                )
            ],
            outputs: [
                .init(
                    "names",
                    .list(.any),
                    "name, type, zone, account, set, policy, ttl, alias, targets, via, server; a "
                        + "record once for each server that it leads to"
                ),
                .init(
                    "nameless",
                    .list(.text),
                    "the ids of servers that go by AWS's own name alone: there is none to move"
                ),
                .init(
                    "elsewhere",
                    .list(.text),
                    "names that distributions answer to and no zone of these accounts has"
                ),
                .uncollected, .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        guard let servers = context.servers("servers") else {
            return .failed("the servers are not those of waf.find-public-servers", isFinal: true)
        }
        // A zone may be in any account, whichever ones the servers were looked for in.
        return await StepAnswer.everywhere(context, ["route53.record"]) { known in
            let records = known.of("route53.record").compactMap { DNSRecord($0) }
            let names = ServerName.all(of: servers, in: records)
            let named = Set(names.map(\.server))
            let inZones = Set(records.map(\.name))
            let aliases = Set(servers.flatMap(\.aliases).map(DNSRecord.canonical))
            return [
                "names": .array(names.map(\.json)),
                "nameless": .list(servers.filter { !named.contains($0) }.map(\.id).sorted()),
                "elsewhere": .list(aliases.subtracting(inZones).sorted()),
                "uncollected": .list(known.uncollected.sorted()),
                "notes": .list(known.notes()),
            ]
        }
    }
}
