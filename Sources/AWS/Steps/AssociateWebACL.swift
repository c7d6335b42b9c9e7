import Document
import Guardrails

extension Step {
    /// Puts an application load balancer behind a web ACL.
    static let associateWebACL = Step.responding(
        associatingWebACL,
        inputs: [
            .init("load-balancer", .text, required: true, "its ARN"),
            .init("web-acl", .text, required: true, "the ARN of the web ACL"),
        ],
        targets: { context in
            let region = context.text("region")
            let target = ResourceName(
                type: "elbv2.load-balancer",
                account: context.text("account"),
                region: region,
                id: context.text("load-balancer"),
                arn: context.text("load-balancer")
            )
            return .found([
                ActionRequest(
                    target: Resource(name: target, document: [:]),
                    region: region,
                    parameters: ["web-acl": .string(context.text("web-acl"))]
                )
            ])
        }
    )

    /// Source: AWS WAF API Reference, AssociateWebACL and DisassociateWebACL.
    private static let associatingWebACL = Action(
        "wafv2.associate-web-acl",
        title: "Puts an application load balancer that has no web ACL behind one",
        subject: .resources(["elbv2.load-balancer"]),
        parameters: [.init("web-acl", .text, required: true, "the ARN of the web ACL")],
        asks: ["wafv2.GetWebACLForResource"],
        sends: ["wafv2.AssociateWebACL", "wafv2.DisassociateWebACL"],
        also: ["elasticloadbalancing:SetWebAcl"],
        undoing: "the load balancer has no web ACL again",
        refuses: "where another web ACL guards it: Firewall Manager's, or somebody's own",
        reads: { context, _ in
            [
                ActionRead(
                    "acl",
                    "wafv2",
                    "GetWebACLForResource",
                    ["ResourceArn": .string(context.id)]
                )
            ]
        },
        image: { _, read in ["acl": read["acl"]?["WebACL"]?["ARN"] ?? .null] },
        plan: { context, before in
            let wanted = context.text("web-acl") ?? ""
            if let acl = before["acl"]?.string {
                return acl == wanted ? .alreadyRight : .refused("\(acl) guards it")
            }
            let input: Object = [
                "ResourceArn": .string(context.id), "WebACLArn": .string(wanted),
            ]
            return .calls(
                [ActionCall("wafv2", "AssociateWebACL", input)],
                after: ["acl": .string(wanted)]
            )
        },
        undo: { context, _, _ in
            [ActionCall("wafv2", "DisassociateWebACL", ["ResourceArn": .string(context.id)])]
        }
    )
}
