import Document
import Guardrails

extension Collector {
    static let record = Collector(recordType) { reading, answers in
        let zones = await reading.session.list(
            "route53",
            "ListHostedZones",
            DocumentPath("HostedZones"),
            region: reading.region
        )
        answers.listed(zones.gap)
        await reading.each(zones.items) { zone in
            guard let id = zone["Id"]?.string else { return [] }
            let records = await reading.session.list(
                "route53",
                "ListResourceRecordSets",
                DocumentPath("ResourceRecordSets"),
                region: reading.region,
                // AWS gives `/hostedzone/Z1` and wants `Z1`.
                ["HostedZoneId": .string(id.split(separator: "/").last.map(String.init) ?? id)]
            )
            answers.listed(records.gap)
            return records.items.compactMap { record in
                guard let name = record["Name"]?.string, let type = record["Type"]?.string else {
                    return nil
                }
                // Several answers to one question differ by this.
                let set = record["SetIdentifier"]?.string.map { "/\($0)" } ?? ""
                var draft = ResourceDraft(
                    reading.name(id: "\(id)/\(name)/\(type)\(set)", name: name),
                    aws: record
                )
                draft["zone"] = .string(id)
                draft["type"] = record["Type"]
                draft["private"] = zone["Config"]?["PrivateZone"]
                draft["values"] = DocumentPath("ResourceRecords[].Value").value(in: record)
                draft["alias"] = record["AliasTarget"]?["DNSName"]
                return draft.resource
            }
        }
    }

    private static let recordType = ResourceType(
        "route53.record",
        title: "DNS record",
        service: "route53",
        isGlobal: true,
        listCalls: ["ListHostedZones", "ListResourceRecordSets"],
        listPermissions: ["route53:ListHostedZones", "route53:ListResourceRecordSets"],
        fields: [
            .init("zone", .text, "the hosted zone it is in"),
            .init("type", .text, "A, AAAA, CNAME and so on"),
            .init("private", .flag, "whether only VPCs see it"),
            .init("values", .list(.text), "what it answers"),
            .init("alias", .text, "the AWS name it stands for"),
        ]
    )
}
