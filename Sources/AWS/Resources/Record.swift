import Document
import Guardrails

extension Collector {
    static let record = Collector(recordType) { reading, answers in
        if let id = reading.id { return await readOne(id, reading, answers) }
        let zones = await reading.reader.list(
            "route53",
            "ListHostedZones",
            DocumentPath("HostedZones"),
            region: reading.region
        )
        answers.listed(zones.gap)
        await reading.each(zones.items) { zone in
            guard let id = zone["Id"]?.string else { return [] }
            let records = await reading.reader.list(
                "route53",
                "ListResourceRecordSets",
                DocumentPath("ResourceRecordSets"),
                region: reading.region,
                // AWS gives `/hostedzone/Z1` and wants `Z1`.
                ["HostedZoneId": .string(id.split(separator: "/").last.map(String.init) ?? id)]
            )
            answers.listed(records.gap)
            return records.items.compactMap { resource($0, in: zone, id, reading) }
        }
    }

    /// A record's zone, and the records from its name and type on.
    private static func readOne(_ id: String, _ reading: Reading, _ answers: Answers) async {
        guard let parts = Parts(id) else { return answers.listed(nil) }
        let answer = await reading.reader.read(
            "route53",
            "GetHostedZone",
            region: reading.region,
            ["Id": .string(parts.zone)],
            ofOne: true
        )
        let zone: JSON
        switch answer {
        case .gap(let gap): return answers.listed(gap)
        case .absent, .gone: return answers.listed(nil)
        case .complete(let document): zone = document["HostedZone"] ?? .null
        }
        let zoneID = zone["Id"]?.string ?? ""
        let records = await reading.reader.list(
            "route53",
            "ListResourceRecordSets",
            DocumentPath("ResourceRecordSets"),
            region: reading.region,
            [
                "HostedZoneId": .string(parts.zone), "StartRecordName": .string(parts.name),
                "StartRecordType": .string(parts.type),
            ],
            // Beyond its name nothing can be it any more.
            until: { $0["Name"]?.string != parts.name || self.id(of: $0, zoneID) == id }
        )
        answers.listed(records.gap)
        let found = records.items.filter { self.id(of: $0, zoneID) == id }
        answers.found(found.compactMap { resource($0, in: zone, zoneID, reading) })
    }

    /// `/hostedzone/Z1/www.example.com./A`, and for one of several answers what tells it apart.
    private struct Parts {
        let zone, name, type: String

        init?(_ id: String) {
            let words = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard words.count > 4, words[0].isEmpty, words[1] == "hostedzone",
                // A name may have slashes, but no capitals.
                let type = words.dropFirst(4).firstIndex(where: { word in
                    !word.isEmpty && word.utf8.allSatisfy { (65...90).contains($0) }
                })
            else { return nil }
            zone = words[2]
            name = words[3..<type].joined(separator: "/")
            self.type = words[type]
        }
    }

    private static func id(of record: JSON, _ zone: String) -> String? {
        guard let name = record["Name"]?.string, let type = record["Type"]?.string else {
            return nil
        }
        // Several answers to one question differ by this.
        let set = record["SetIdentifier"]?.string.map { "/\($0)" } ?? ""
        return "\(zone)/\(name)/\(type)\(set)"
    }

    private static func resource(
        _ record: JSON,
        in zone: JSON,
        _ zoneID: String,
        _ reading: Reading
    ) -> Resource? {
        guard let id = id(of: record, zoneID) else { return nil }
        var draft = ResourceDraft(
            reading.name(id: id, name: record["Name"]?.string),
            aws: record
        )
        draft["zone"] = .string(zoneID)
        draft["type"] = record["Type"]
        draft["private"] = zone["Config"]?["PrivateZone"]
        draft["values"] = DocumentPath("ResourceRecords[].Value").value(in: record)
        draft["alias"] = record["AliasTarget"]?["DNSName"]
        return draft.resource
    }

    private static let recordType = ResourceType(
        "route53.record",
        title: "DNS record",
        service: "route53",
        isGlobal: true,
        listCalls: ["ListHostedZones", "ListResourceRecordSets"],
        listPermissions: ["route53:ListHostedZones", "route53:ListResourceRecordSets"],
        byID: .calls(
            ["GetHostedZone", "ListResourceRecordSets"],
            permissions: ["route53:GetHostedZone", "route53:ListResourceRecordSets"]
        ),
        fields: [
            .init("zone", .text, "the hosted zone it is in"),
            .init("type", .text, "A, AAAA, CNAME and so on"),
            .init("private", .flag, "whether only VPCs see it"),
            .init("values", .list(.text), "what it answers"),
            .init("alias", .text, "the AWS name it stands for"),
        ],
        aws: ModelShape("route53", "ListResourceRecordSets", DocumentPath("ResourceRecordSets"))
    )
}
