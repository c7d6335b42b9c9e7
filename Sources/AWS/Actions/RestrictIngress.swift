import Document

extension Action {
    static let restrictIngress = Action(
        "ec2.restrict-ingress",
        title: "Lets the known networks in by the rule's ports, and revokes the rule",
        subject: .element("ec2.ingress-rule"),
        parameters: [
            .init(
                "networks",
                .list(.text),
                required: true,
                "who may come in, in CIDR notation; of the rule's family those that are missing are "
                    + "added, with its description and its tags",
                problem: KnownNetworks.problem
            )
        ],
        asks: IngressRule.asks,
        sends: IngressRule.sends,
        also: ["ec2:CreateTags"],
        undoing: "the rule is added again with its description and tags, under another id of AWS; "
            + "the rules that were added for it are revoked",
        refuses:
            "no known network, networks that are the internet, a rule for another group, and a "
            + "rule that could not be put back",
        reads: IngressRule.reads,
        image: { context, read in
            IngressRule.image(context, read, beside: context.texts("networks"))
        },
        plan: { context, before in
            IngressRule.plan(before) { restrict($0, context, before) }
        },
        undo: IngressRule.undo
    )

    private static func restrict(
        _ rule: IngressRule,
        _ context: ActionContext,
        _ before: JSON
    ) -> ActionPlan {
        let known = KnownNetworks(context.texts("networks"))
        if let problem = known.problem { return .refused(problem) }
        guard let families = rule.families(context.request.element) else {
            return .refused("it lets in a group, which is in none of the known networks' families")
        }
        let networks = known.texts { families.contains($0.isIPv6) }
        if networks.contains(where: { $0 == rule.network }) {
            return .refused("its own network \(rule.network ?? "") is among the known ones")
        }
        let beside = before["known"]?.array ?? []
        let present = Set(beside.compactMap { IngressRule($0).network })
        let missing = networks.filter { !present.contains($0) }
        let added = missing.map { rule.with(network: $0) }
        let calls =
            (missing.isEmpty ? [] : [rule.authorize(networks: missing)]) + [rule.revoke]
        let then = (beside + added).map(IngressRule.init).sorted { $0.key < $1.key }
        return .calls(calls, after: ["rules": [], "known": .array(then.map(\.item))])
    }
}
