import Document
import Playbooks

extension Step {
    /// The site that a provider keeps for a name already.
    static let findSite = Step(
        StepType(
            "waf.find-site",
            title: "The site that a firewall outside AWS keeps for a name",
            kind: .analyse,
            site: .estate,
            inputs: [
                .provider, .init("domain", .text, required: true, "the name that the site is for"),
            ],
            outputs: [
                .init("site", .text, "its id at the provider"),
                .init("mode", .text, "active, or bypass: its rules are not applied"),
            ]
        )
    ) { context in
        guard let domain = FirewallSite.domain(context.text("domain")) else {
            return .failed("'\(context.text("domain"))' is no name of a site", isFinal: true)
        }
        return await context.asking(
            FirewallProvider.Read.findSite,
            ["ref": "", "domain": .string(domain)]
        ) { site in
            guard let site else {
                return .failed("the provider has no site for \(domain)", isFinal: true)
            }
            return .done(["site": site["id"] ?? "", "mode": site["mode"] ?? ""])
        }
    }
}
