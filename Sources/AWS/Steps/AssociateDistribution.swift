import Document
import Guardrails

extension Step {
    /// Puts a CloudFront distribution behind a web ACL.
    static let associateDistribution = Step.responding(
        associatingDistribution,
        site: .account,
        inputs: [
            .init("distribution", .text, required: true, "its id"),
            .init("web-acl", .text, required: true, "the ARN of the web ACL, of scope CLOUDFRONT"),
        ],
        targets: { context in
            let target = ResourceName(
                type: "cloudfront.distribution",
                account: context.text("account"),
                region: Scope.global,
                id: context.text("distribution")
            )
            return .found([
                ActionRequest(
                    target: Resource(name: target, document: [:]),
                    region: Scope.global,
                    parameters: ["web-acl": .string(context.text("web-acl"))]
                )
            ])
        }
    )

    /// The whole configuration goes with every change, and AWS refuses it where somebody changed it
    /// meanwhile. Source: Amazon CloudFront API Reference, UpdateDistribution.
    private static let associatingDistribution = Action(
        "cloudfront.associate-web-acl",
        title: "Puts a distribution that has no web ACL behind one",
        subject: .resources(["cloudfront.distribution"]),
        parameters: [.init("web-acl", .text, required: true, "the ARN of the web ACL")],
        asks: ["cloudfront.GetDistributionConfig"],
        sends: ["cloudfront.UpdateDistribution"],
        undoing: "the distribution has no web ACL again",
        refuses: "where another web ACL guards it, and a web ACL that is not of scope CLOUDFRONT",
        reads: { context, _ in
            [
                ActionRead(
                    "config",
                    "cloudfront",
                    "GetDistributionConfig",
                    ["Id": .string(context.id)]
                )
            ]
        },
        image: { _, read in
            [
                "config": read["config"]?["DistributionConfig"] ?? .null,
                "ETag": read["config"]?["ETag"] ?? .null,
            ]
        },
        plan: { context, before in
            guard let config = before["config"], !config.isNull else {
                return .refused("there is no such distribution")
            }
            let wanted = context.text("web-acl") ?? ""
            guard wanted.contains(":global/webacl/") else {
                return .refused("'\(wanted)' is no web ACL of scope CLOUDFRONT")
            }
            if let acl = config["WebACLId"]?.string, !acl.isEmpty {
                return acl == wanted ? .alreadyRight : .refused("\(acl) guards it")
            }
            let after = config.guarded(by: .string(wanted))
            return .calls(
                [update(context, after, before["ETag"])],
                after: ["config": after]
            )
        },
        undo: { context, before, after in
            let acl = before["config"]?["WebACLId"] ?? ""
            let config = (after["config"] ?? [:]).guarded(by: acl)
            return [update(context, config, after["ETag"])]
        }
    )

    private static func update(
        _ context: ActionContext,
        _ config: JSON,
        _ tag: JSON?
    ) -> ActionCall {
        ActionCall(
            "cloudfront",
            "UpdateDistribution",
            [
                "Id": .string(context.id), "IfMatch": tag ?? "", "DistributionConfig": config,
            ]
        )
    }
}

extension JSON {
    /// A distribution's configuration with another web ACL.
    fileprivate func guarded(by acl: JSON) -> JSON {
        var members = object ?? Object()
        members["WebACLId"] = acl
        return .object(members)
    }
}
