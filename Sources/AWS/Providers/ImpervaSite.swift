import Document

/// A site as `sites/status` tells it, in the words that steps have.
struct ImpervaSite {
    private let status: JSON

    init(_ status: JSON) { self.status = status }

    var id: String { status["site_id"]?.int.map { String($0) } ?? status["site_id"]?.string ?? "" }

    /// `records`: what names have to lead to; `original`: what they led to before; `certificate`: how
    /// far it is, and the records that show whose the name is.
    var json: JSON {
        let certificate = status["ssl"]?["generated_certificate"]
        return [
            "id": .string(id), "ref": status["ref_id"] ?? "",
            "domain": .string(status["domain"]?.string?.lowercased() ?? ""),
            "mode": .string(mode.rawValue), "records": Self.records(status["dns"]),
            "original": Self.records(status["original_dns"]),
            "certificate": [
                "state": .string(state.rawValue), "said": certificate?["validation_status"] ?? "",
                "method": certificate?["validation_method"] ?? "",
                "records": Self.records(certificate?["validation_data"]),
            ],
        ]
    }

    private var mode: FirewallProvider.Mode {
        status["active"]?.string == FirewallProvider.Mode.bypass.rawValue ? .bypass : .active
    }

    private var state: FirewallProvider.CertificateState {
        if status["ssl"]?["custom_certificate"]?["active"]?.bool == true { return .validated }
        let said =
            status["ssl"]?["generated_certificate"]?["validation_status"]?.string?.lowercased()
            ?? ""
        if ["done", "validated", "active"].contains(said) { return .validated }
        let ends = ["fail", "reject", "expired", "error"]
        return ends.contains { said.contains($0) } ? .failed : .pending
    }

    /// Of those by HTML or mail there is no record: the list is empty then.
    private static func records(_ value: JSON?) -> JSON {
        .array(
            (value?.array ?? []).compactMap { record in
                guard let name = record["dns_record_name"]?.string,
                    let type = record["set_type_to"]?.string
                else { return nil }
                return [
                    "name": .string(name.lowercased()), "type": .string(type.uppercased()),
                    "values": .list(record["set_data_to"]?.texts ?? []),
                ]
            }
        )
    }
}
