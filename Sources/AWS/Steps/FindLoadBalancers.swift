import Document
import Playbooks

extension Step {
    /// What sends traffic to an instance.
    static let findLoadBalancers = Step(
        StepType(
            "ec2.find-load-balancers",
            title: "Which load balancers and target groups send traffic to an instance",
            kind: .analyse,
            site: .region,
            inputs: [
                .init("instance", .text, required: true, "the instance's id"),
                .init(
                    "addresses",
                    .list(.text),
                    standard: [],
                    "its addresses, as targets by address"
                ),
            ],
            outputs: [
                .init(
                    "targets",
                    .list(.any),
                    "target groups: group, arn, port, health, last, behind"
                ),
                .init("classic", .list(.any), "classic balancers: name, scheme, dns, last"),
                .init(
                    "balancers",
                    .list(.any),
                    "those of the target groups: name, arn, scheme, dns"
                ),
                .init("dns_names", .list(.text), "the names of all these in DNS"),
                .init("public", .flag, "whether one of them is reached from the internet"),
                .init("impact", .list(.text), "what deregistering will hit"),
                .init("notes", .list(.text), "what people have to know"),
            ],
            permissions: [
                "elasticloadbalancing:DescribeLoadBalancers",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
            ]
        )
    ) { context in
        guard var reading = StepReading(context) else {
            return .done(["notes": [.string(context.unasked)]])
        }
        let found = await BalancedInstance(
            context.text("instance"),
            addresses: Set(context.texts("addresses")),
            &reading
        )
        var outputs = found.outputs
        outputs["notes"] = .list(reading.notes)
        return .done(outputs)
    }
}
