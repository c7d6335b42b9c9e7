import Document

extension Step {
    static let deregisterInstance = responding(
        .deregisterInstance,
        inputs: [.instance],
        outputs: [.init("balancers", .list(.text), "the classic load balancers that had it")],
        targets: { .instance($0) },
        answer: { _, changed in ["balancers": changed.first?.before["balancers"] ?? []] }
    )
}

extension Action {
    /// Source: Elastic Load Balancing API Reference (2012-06-01), DeregisterInstancesFromLoadBalancer.
    static let deregisterInstance = Action(
        "elb.deregister-instance",
        title: "Takes the instance out of every classic load balancer",
        subject: .resources(["ec2.instance"]),
        asks: ["elb.DescribeLoadBalancers"],
        sends: [
            "elb.DeregisterInstancesFromLoadBalancer", "elb.RegisterInstancesWithLoadBalancer",
        ],
        undoing: "it is registered again",
        refuses: "nothing",
        reads: { _, _ in
            [
                ActionRead(
                    "balancers",
                    "elb",
                    "DescribeLoadBalancers",
                    items: "LoadBalancerDescriptions"
                )
            ]
        },
        image: { context, read in
            let names = (read["balancers"]?.array ?? []).filter { balancer in
                (balancer["Instances"]?.array ?? []).contains {
                    $0["InstanceId"]?.string == context.id
                }
            }.compactMap { $0["LoadBalancerName"]?.string }
            return ["balancers": .list(names.sorted())]
        },
        plan: { context, before in
            let names = before["balancers"]?.texts ?? []
            guard !names.isEmpty else { return .alreadyRight }
            return .calls(
                names.map { classic("DeregisterInstancesFromLoadBalancer", $0, context) },
                after: ["balancers": []]
            )
        },
        undo: { context, before, after in
            let present = after["balancers"]?.texts ?? []
            return (before["balancers"]?.texts ?? []).filter { !present.contains($0) }
                .map { classic("RegisterInstancesWithLoadBalancer", $0, context) }
        }
    )

    private static func classic(
        _ operation: String,
        _ balancer: String,
        _ context: ActionContext
    ) -> ActionCall {
        ActionCall(
            "elb",
            operation,
            [
                "LoadBalancerName": .string(balancer),
                "Instances": [["InstanceId": .string(context.id)]],
            ]
        )
    }
}
