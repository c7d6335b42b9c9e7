extension Action {
    static let revokeIngress = ingressRevocation(
        "ec2.revoke-ingress",
        title: "Revokes the rule, and no other"
    )

    /// The one rule that has the finding's key, by its id.
    static func ingressRevocation(
        _ name: String,
        title: String,
        isOfEvents: Bool = false
    ) -> Action {
        Action(
            name,
            title: title,
            subject: .element("ec2.ingress-rule"),
            isOfEvents: isOfEvents,
            asks: IngressRule.asks,
            sends: IngressRule.sends,
            also: ["ec2:CreateTags"],
            undoing:
                "the rule is added again with its description and tags, under another id of AWS",
            refuses:
                "a rule that could not be put back: one for a group behind a peering that is not "
                + "active, or with tags that AWS alone sets",
            reads: IngressRule.reads,
            image: { context, read in IngressRule.image(context, read, beside: []) },
            plan: { _, before in
                IngressRule.plan(before) { rule in
                    .calls([rule.revoke], after: ["rules": [], "known": []])
                }
            },
            undo: IngressRule.undo
        )
    }
}
