extension Action {
    /// A finding of a guardrail of events alone is about a rule that an event added or changed, so that
    /// its part names just that rule. What a changed rule was before, no CloudTrail record tells
    /// (`ModifySecurityGroupRules` has the new values alone): it is revoked as it is now, and the undo
    /// brings it back as the event left it.
    static let revertEvent = ingressRevocation(
        "ec2.revert-event",
        title: "Revokes the rule that the event added, or changed into this, and no other",
        isOfEvents: true
    )
}
