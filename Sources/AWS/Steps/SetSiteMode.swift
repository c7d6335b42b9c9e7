import Document
import Guardrails

extension Step {
    /// The fast switch: nobody's DNS has to forget anything.
    static let setSiteMode = Step.responding(
        settingSiteMode,
        site: .account,
        inputs: [
            .provider, .site,
            .init(
                "mode",
                .text,
                required: true,
                "bypass: requests are passed on as they are; active: the site's rules are applied"
            ) { value in
                FirewallProvider.Mode(rawValue: value.string ?? "") == nil
                    ? "it is active or bypass" : nil
            },
        ],
        outputs: [.init("was", .text, "the mode before")],
        targets: { context in
            FirewallSite.target(
                context,
                context.text("site"),
                ["mode": .string(context.text("mode"))]
            )
        },
        answer: { _, changed in ["was": changed.first?.before["mode"] ?? ""] }
    )

    private static let settingSiteMode = Action(
        "waf.set-mode",
        title: "Has a firewall outside AWS pass requests on as they are, or apply its rules again",
        subject: FirewallSite.subject,
        parameters: [
            FirewallSite.parameter, .init("mode", .text, required: true, "active or bypass"),
        ],
        asks: FirewallSite.operations(FirewallProvider.Read.readSite),
        sends: FirewallSite.operations(FirewallProvider.Call.setMode),
        undoing: "the site has the mode that it had",
        refuses: "where there is no such site",
        reads: { context, _ in
            [
                context.providerRead(
                    "site",
                    FirewallProvider.Read.readSite,
                    ["site": .string(context.id)]
                )
            ]
        },
        image: { _, read in ["mode": read["site"]?["mode"] ?? .null] },
        plan: { context, before in
            guard let mode = before["mode"]?.string else {
                return .refused("there is no such site")
            }
            let wanted = context.text("mode") ?? ""
            guard mode != wanted else { return .alreadyRight }
            return .calls([switching(context, wanted)], after: ["mode": .string(wanted)])
        },
        undo: { context, before, _ in
            before["mode"]?.string.map { [switching(context, $0)] } ?? []
        }
    )

    private static func switching(_ context: ActionContext, _ mode: String) -> ActionCall {
        context.providerCall(
            FirewallProvider.Call.setMode,
            ["site": .string(context.id), "mode": .string(mode)]
        )
    }
}
