import Document
import Guardrails

extension Step {
    /// The site that a provider keeps for a name.
    static let addSite = Step.responding(
        addingSite,
        site: .account,
        inputs: [
            .provider, .init("domain", .text, required: true, "the name that the site is for"),
        ],
        outputs: [
            .init("site", .text, "its id at the provider"),
            .init("made", .flag, "whether it was not there before"),
        ],
        targets: { context in
            guard let domain = FirewallSite.domain(context.text("domain")) else {
                return .failed("'\(context.text("domain"))' is no name of a site", isFinal: true)
            }
            // What the run made is found by it, however often it is asked for.
            let ref = "parapet/\(context.run.id)/\(domain)"
            return FirewallSite.target(context, domain, ["ref": .string(ref)])
        },
        answer: { _, changed in
            [
                "site": changed.first?.after["site"]?["id"] ?? "",
                "made": .bool(changed.first?.before["site"]?.isNull == true),
            ]
        }
    )

    private static let addingSite = Action(
        "waf.add-site",
        title: "Adds a site for a name to a firewall outside AWS; the name leads where it led",
        subject: FirewallSite.subject,
        parameters: [
            FirewallSite.parameter,
            .init("ref", .text, required: true, "what the provider knows our site by"),
        ],
        asks: FirewallSite.operations(FirewallProvider.Read.findSite),
        sends: FirewallSite.operations(
            FirewallProvider.Call.addSite,
            FirewallProvider.Call.setValidation,
            FirewallProvider.Call.deleteSite
        ),
        undoing: "a site that the run added is deleted; one that was there stays",
        refuses: "nothing: a site that is there for the name is taken as it is",
        reads: { context, _ in
            [
                context.providerRead(
                    "site",
                    FirewallProvider.Read.findSite,
                    ["ref": context.ref, "domain": .string(context.id)]
                )
            ]
        },
        image: { _, read in
            guard let site = read["site"] else { return ["site": .null] }
            let kept = ["id", "ref", "domain"].map { ($0, site[$0] ?? .null) }
            return [
                "site": .object(Object(kept)),
                // The provider moves it on by itself.
                "aside": ["method": site["certificate"]?["method"] ?? ""],
            ]
        },
        plan: { context, before in
            // The site's own name shows whose it is, and nobody has to answer mails.
            let validation = context.providerCall(
                FirewallProvider.Call.setValidation,
                ["site": ActionCall.found(["site", "id"]), "method": "dns"]
            )
            let after: JSON = ["site": ["ref": context.ref, "domain": .string(context.id)]]
            guard let site = before["site"], !site.isNull else {
                let add = context.providerCall(
                    FirewallProvider.Call.addSite,
                    ["domain": .string(context.id), "ref": context.ref]
                )
                return .calls([add, validation], after: after)
            }
            let isOurs = site["ref"] == context.ref
            return isOurs && before["aside"]?["method"] != "dns"
                ? .calls([validation], after: after) : .alreadyRight
        },
        undo: { context, before, after in
            guard before["site"]?.isNull == true, let site = after["site"],
                site["ref"] == context.ref
            else { return [] }
            let input: Object = ["site": site["id"] ?? ""]
            return [context.providerCall(FirewallProvider.Call.deleteSite, input)]
        }
    )
}

extension ActionContext {
    fileprivate var ref: JSON { request.parameters["ref"] ?? "" }
}
