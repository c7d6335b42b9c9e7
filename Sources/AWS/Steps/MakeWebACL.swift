import Document
import Guardrails

extension Step {
    /// The web ACL that load balancers of a region, or distributions, are put behind.
    static let makeWebACL = Step.responding(
        makingWebACL,
        inputs: [
            .init(
                "scope",
                .text,
                standard: "REGIONAL",
                "REGIONAL, or CLOUDFRONT for distributions, which is made in us-east-1"
            ) { value in
                let scopes = ["REGIONAL", "CLOUDFRONT"]
                return scopes.contains(value.string ?? "") ? nil : "it is REGIONAL or CLOUDFRONT"
            },
            .init(
                "mode",
                .text,
                standard: "count",
                "count: what a rule finds is counted and let through; block: it is blocked"
            ) { value in
                ["count", "block"].contains(value.string ?? "") ? nil : "it is count or block"
            },
        ],
        outputs: [
            .init("web_acl", .text, "its ARN"), .init("account", .text, "where it is"),
            .init("region", .text, "where it is"),
        ],
        targets: { context in
            let (account, region) = (context.text("account"), context.text("region"))
            let scope = context.text("scope")
            guard scope != "CLOUDFRONT" || region == "us-east-1" else {
                return .failed("web ACLs of distributions are made in us-east-1", isFinal: true)
            }
            let target = ResourceName(
                type: "wafv2.web-acl",
                account: account,
                region: region,
                id: "\(scope)/\(Action.baselineName)"
            )
            return .found([
                ActionRequest(
                    target: Resource(name: target, document: [:]),
                    region: region,
                    parameters: [
                        "scope": .string(scope), "mode": .string(context.text("mode")),
                    ]
                )
            ])
        },
        answer: { context, changed in
            var outputs: Object = [
                "account": .string(context.text("account")),
                "region": .string(context.text("region")),
            ]
            outputs["web_acl"] = changed.first?.after["acl"]?["ARN"]
            return outputs
        }
    )

    /// Source: AWS WAF Developer Guide, "Baseline rule groups" and "Overriding the actions of a rule
    /// group".
    private static let makingWebACL = Action(
        "wafv2.make-web-acl",
        title:
            "Makes the baseline web ACL where there is none: AWS's core rule set, counting or blocking",
        subject: .resources(["wafv2.web-acl"]),
        parameters: [
            .init("scope", .text, required: true, "REGIONAL or CLOUDFRONT"),
            .init("mode", .text, required: true, "count or block"),
        ],
        asks: ["wafv2.ListTagsForResource", "wafv2.ListWebACLs"],
        sends: ["wafv2.CreateWebACL", "wafv2.DeleteWebACL"],
        also: ["wafv2:TagResource"],
        undoing: "one that was made is deleted, where it guards nothing any more",
        refuses: "where another of that name is not ours by its tag; one of ours stays as it is",
        reads: { context, known in
            let list = ActionRead(
                "acls",
                "wafv2",
                "ListWebACLs",
                ["Scope": context.scope],
                items: "WebACLs"
            )
            guard let arn = Action.baseline(in: known)?["ARN"] else { return [list] }
            return [
                list,
                ActionRead("tags", "wafv2", "ListTagsForResource", ["ResourceARN": arn]),
            ]
        },
        image: { _, read in
            let tags = JSON.tags(read["tags"]?["TagInfoForResource"]?["TagList"])
            let acl = Action.baseline(in: read)
            return [
                "acl": acl.map { acl in
                    let kept = ["ARN", "Id", "LockToken", "Name"].map { ($0, acl[$0] ?? .null) }
                    return .object(Object(kept))
                } ?? .null,
                "ours": .bool(
                    acl != nil && tags[Action.baselineTag.0]?.string == Action.baselineTag.1
                ),
            ]
        },
        plan: { context, before in
            guard before["acl"]?.isNull != false else {
                return before["ours"]?.bool == true
                    ? .alreadyRight
                    : .refused("another web ACL is called \(Action.baselineName)")
            }
            return .calls(
                [ActionCall("wafv2", "CreateWebACL", Action.baselineACL(context))],
                after: ["acl": ["Name": .string(Action.baselineName)], "ours": true]
            )
        },
        undo: { context, before, after in
            guard before["acl"]?.isNull == true, let acl = after["acl"], !acl.isNull else {
                return []
            }
            let input: Object = [
                "Name": acl["Name"] ?? "", "Id": acl["Id"] ?? "", "Scope": context.scope,
                "LockToken": acl["LockToken"] ?? "",
            ]
            return [ActionCall("wafv2", "DeleteWebACL", input)]
        }
    )
}

extension ActionContext {
    fileprivate var scope: JSON { request.parameters["scope"] ?? "REGIONAL" }
}

extension Action {
    fileprivate static let baselineName = "parapet-baseline"
    fileprivate static let baselineTag = ("parapet", "web-acl-baseline")
    private static let ruleSet = "AWSManagedRulesCommonRuleSet"

    fileprivate static func baseline(in read: Object) -> JSON? {
        read["acls"]?.array?.first { $0["Name"]?.string == baselineName }
    }

    fileprivate static func baselineACL(_ context: ActionContext) -> Object {
        let override: JSON = context.text("mode") == "block" ? ["None": [:]] : ["Count": [:]]
        return [
            "Name": .string(baselineName), "Scope": context.scope,
            "Description": "Made by Parapet for web servers without a web ACL",
            "DefaultAction": ["Allow": [:]],
            "Rules": [
                [
                    "Name": .string(ruleSet), "Priority": 0, "OverrideAction": override,
                    "Statement": [
                        "ManagedRuleGroupStatement": [
                            "VendorName": "AWS", "Name": .string(ruleSet),
                        ]
                    ],
                    "VisibilityConfig": visibility(ruleSet),
                ]
            ],
            "VisibilityConfig": visibility(baselineName),
            "Tags": [["Key": .string(baselineTag.0), "Value": .string(baselineTag.1)]],
        ]
    }

    private static func visibility(_ metric: String) -> JSON {
        [
            "SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true,
            "MetricName": .string(metric),
        ]
    }
}
