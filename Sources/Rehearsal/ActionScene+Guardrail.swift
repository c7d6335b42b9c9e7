extension ActionScene {
    /// A whole guardrail of that name.
    public func text(named name: String) -> String {
        """
        guardrail: \(name)
        title: T
        severity: low
        education: E
        tests:
          - violates: \(tests.violates)
          - passes: \(tests.passes)
        \(guardrail)
        """
    }

    /// What its criteria find a violation in, and what not.
    private var tests: (violates: String, passes: String) {
        switch action {
        case "ec2.restrict-ingress":
            Self.ingress("{ protocol: tcp, from: 22, to: 22, source: 0.0.0.0/0 }")
        case "ec2.revoke-ingress": Self.ingress("{ protocol: all, source: 10.0.0.0/8 }")
        case "ec2.revert-event":
            Self.ingress("{ protocol: tcp, from: 8080, to: 8080, source: 0.0.0.0/0 }")
        case "ec2.revoke-peering-ingress":
            Self.ingress(#"{ protocol: all, source: "2600:1f18::/32" }"#)
        case "s3.block-public-access", "s3.restrict-to-networks":
            (
                #"{ resource: { policy: { Statement: { Effect: Allow, Principal: "*", "#
                    + #"Action: "s3:GetObject", Resource: "*" } } } }"#,
                "{ resource: {} }"
            )
        case "iam.deactivate-key":
            ("{ resource: { status: Active } }", "{ resource: { status: Inactive } }")
        case "iam.require-mfa": Self.policies("password_created: 2026-01-01T00:00:00Z, ")
        case "iam.set-boundary": Self.policies("")
        case "iam.apply-baseline":
            (
                "{ resource: { baseline: [{ kind: role, name: Audit }] }, related: { roles: [] } }",
                "{ resource: { baseline: [{ kind: role, name: Audit }] }, "
                    + "related: { roles: [{ name: Audit, policies: [] }] } }"
            )
        case "config.start-recorder":
            Self.related("recorders", "{ region: eu-west-1, recording: true }")
        case "guardduty.enable-detector":
            Self.related("detectors", "{ region: eu-west-1, status: ENABLED }")
        case "securityhub.enable-hub": Self.related("hubs", "{ region: eu-west-1, exists: true }")
        case "cloudtrail.start-logging":
            ("{ resource: { logging: false } }", "{ resource: { logging: true } }")
        default:
            (
                "{ resource: { tags: { owner: somebody } } }",
                "{ resource: { tags: { owner: shop } } }"
            )
        }
    }

    private static func ingress(_ rule: String) -> (violates: String, passes: String) {
        ("{ resource: { ingress: [\(rule)] } }", "{ resource: { ingress: [] } }")
    }

    private static func policies(_ more: String) -> (violates: String, passes: String) {
        let all = #"{ Statement: { Effect: Allow, Action: "*", Resource: "*" } }"#
        return (
            "{ resource: { \(more)policies: [{ name: all, kind: inline, document: \(all) }] } }",
            "{ resource: { \(more)policies: [] } }"
        )
    }

    private static func related(
        _ name: String,
        _ right: String
    ) -> (violates: String, passes: String) {
        let place = "account: { regions: [eu-west-1] }, resource: {}"
        return (
            "{ \(place), related: { \(name): [] } }",
            "{ \(place), related: { \(name): [\(right)] } }"
        )
    }
}
