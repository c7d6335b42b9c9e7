import Document

extension Action {
    static let enableHub = Action(
        "securityhub.enable-hub",
        title: "Switches Security Hub on in the region",
        subject: .region,
        parameters: [
            .init(
                "standards",
                .flag,
                standard: false,
                "whether AWS's default standards are switched on with it"
            )
        ],
        asks: ["securityhub.DescribeHub", "securityhub.GetEnabledStandards"],
        sends: ["securityhub.EnableSecurityHub", "securityhub.DisableSecurityHub"],
        also: ["iam:CreateServiceLinkedRole"],
        undoing: "it is switched off again, unless somebody enabled a standard since",
        refuses: "nothing",
        reads: { _, known in
            let hub = ActionRead("hub", "securityhub", "DescribeHub")
            guard known["hub"] != nil else { return [hub] }
            return [
                hub,
                ActionRead(
                    "standards",
                    "securityhub",
                    "GetEnabledStandards",
                    items: "StandardsSubscriptions"
                ),
            ]
        },
        image: { _, read in
            let standards = (read["standards"]?.array ?? []).compactMap {
                $0["StandardsArn"]?.string
            }
            return [
                "hub": read["hub"]?["HubArn"] ?? .null, "standards": .list(standards.sorted()),
            ]
        },
        plan: { context, before in
            guard before["hub"]?.isNull ?? true else { return .alreadyRight }
            let region = context.request.region
            let hub =
                "arn:\(context.partition.name):securityhub:\(region):\(context.account):hub/default"
            let input: Object = ["EnableDefaultStandards": .bool(context.flag("standards"))]
            var after: Object = ["hub": .string(hub)]
            // Which standards are the default is for AWS to say.
            if !context.flag("standards") { after["standards"] = [] }
            return .calls(
                [ActionCall("securityhub", "EnableSecurityHub", input)],
                after: .object(after)
            )
        },
        undo: { _, _, _ in [ActionCall("securityhub", "DisableSecurityHub", [:])] }
    )
}
