extension Action {
    /// What lets a peered network or its groups in.
    static let revokePeeringIngress = ingressRevocation(
        "ec2.revoke-peering-ingress",
        title: "Revokes the rule that lets a peered network in; the peering stays"
    )
}
