import Document
import Guardrails

extension Step {
    /// Who knows the server's address could pass the firewall by.
    static let restrictOrigin = Step.responding(
        restrictingOrigin,
        inputs: [
            .init("group", .text, required: true, "the security group's id"),
            .init(
                "networks",
                .list(.text),
                required: true,
                "the firewall's, as waf.find-networks answers them",
                problem: OriginRules.problem
            ),
        ],
        outputs: [
            .init("closed", .list(.text), "the rules that let everybody in, and are gone"),
            .init("beside", .list(.text), "rules for the web that stay: who else gets in"),
        ],
        targets: { context in
            let target = ResourceName(
                type: "ec2.security-group",
                account: context.text("account"),
                region: context.text("region"),
                id: context.text("group")
            )
            return .found([
                ActionRequest(
                    target: Resource(name: target, document: [:]),
                    region: context.text("region"),
                    parameters: ["networks": context.inputs["networks"] ?? []]
                )
            ])
        },
        answer: { _, changed in
            let closed = changed.flatMap { $0.before["rules"]?.array ?? [] }
            let beside = changed.flatMap { $0.after["aside"]?["beside"]?.array ?? [] }
            return [
                "closed": .list(closed.map { IngressRule($0).key }.sorted()),
                "beside": .array(beside),
            ]
        }
    )

    private static let restrictingOrigin = Action(
        "ec2.restrict-origin",
        title:
            "Lets only a firewall's networks in where a group lets everybody in on port 80 or 443",
        subject: .resources(["ec2.security-group"]),
        parameters: [
            .init(
                "networks",
                .list(.text),
                required: true,
                "the firewall's, in CIDR notation",
                problem: OriginRules.problem
            )
        ],
        asks: IngressRule.asks,
        sends: IngressRule.sends,
        also: ["ec2:CreateTags"],
        undoing:
            "the rules are added again with their descriptions and tags, under other ids of AWS; "
            + "those that were added for them are revoked",
        refuses:
            "networks that are the internet, a rule that lets everybody in on more than one of the "
            + "ports, and one that could not be put back",
        reads: IngressRule.reads,
        image: { context, read in OriginRules(context, read["rules"]?.array ?? []).image },
        plan: { context, before in OriginRules.plan(context, before) },
        undo: { _, before, after in OriginRules.undo(before, after) }
    )
}
