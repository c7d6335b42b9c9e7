import Document
import Playbooks

extension Step {
    /// What a provider says that names have to be.
    static let awaitSite = Step(
        StepType(
            "waf.await-site",
            title: "Waits until a provider says where a site's name has to lead; no worker waits",
            kind: .analyse,
            site: .estate,
            inputs: [.provider, .site],
            outputs: [
                .init("type", .text, "CNAME or A: of the record that leads the name there"),
                .init("values", .list(.text), "what it leads to"),
                .init(
                    "validation",
                    .list(.any),
                    "records that show whose the name is: name, type, values; none where the "
                        + "certificate is there"
                ),
            ],
            // The provider may be down now and then.
            limits: StepType.Limits(attempts: 8, timeoutSeconds: 3600)
        )
    ) { context in
        await context.asking(
            FirewallProvider.Read.readSite,
            ["site": .string(context.text("site"))]
        ) { site in
            guard let site else { return .failed("there is no such site", isFinal: true) }
            return records(of: site) ?? .later(seconds: 30)
        }
    }

    /// Nil where the provider has not made up its mind.
    static func records(of site: JSON) -> StepAnswer? {
        let own = (site["records"]?.array ?? []).filter { $0["name"] == site["domain"] }
        // Addresses change sooner than the name that leads to them.
        let record = own.first { $0["type"] == "CNAME" } ?? own.first { $0["type"] == "A" }
        guard let record, record["values"]?.array?.isEmpty == false else { return nil }
        let certificate = site["certificate"]
        let isValidated =
            certificate?["state"]?.string == FirewallProvider.CertificateState.validated.rawValue
        let validation = isValidated ? [] : certificate?["records"]?.array ?? []
        guard isValidated || !validation.isEmpty else { return nil }
        return .done([
            "type": record["type"] ?? "", "values": record["values"] ?? [],
            "validation": .array(validation),
        ])
    }
}
