import Document
import Guardrails
import Testing

@testable import AWS

/// What is planned to put a server behind a web ACL, and how it is taken back.
struct WebACLPlanTests {
    private static let planner = ActionPlanner(own: OwnPrincipals(), region: "eu-central-1")
    private static let acl = "arn:aws:wafv2:us-east-1:222222222222:global/webacl/parapet-baseline/1"

    private func request(
        _ type: String,
        _ id: String,
        region: String = "eu-west-1",
        _ parameters: Object
    ) -> ActionRequest {
        let name = ResourceName(type: type, account: "222222222222", region: region, id: id)
        return ActionRequest(
            target: Resource(name: name, document: [:]),
            region: region,
            parameters: parameters
        )
    }

    private func plan(_ action: String, _ request: ActionRequest, _ image: JSON) -> ActionPlan {
        Self.planner.plan(request, by: action, partition: .aws, image: image)
    }

    private var making: ActionRequest {
        request(
            "wafv2.web-acl",
            "REGIONAL/parapet-baseline",
            ["scope": "REGIONAL", "mode": "count"]
        )
    }

    @Test func aWebACLIsMadeThatCountsAndIsDeletedAgainByItsVersion() throws {
        let before: JSON = ["acl": .null, "ours": false]
        guard case .calls(let calls, let after) = plan("wafv2.make-web-acl", making, before) else {
            Issue.record("nothing is planned")
            return
        }
        let rule = calls.first?.input["Rules"]?.array?.first
        #expect(
            calls.map(\.operation) == ["CreateWebACL"] && rule?["OverrideAction"] == ["Count": [:]]
        )
        #expect(after["ours"] == true)
        let made: JSON = [
            "acl": ["ARN": "a", "Id": "1", "LockToken": "t", "Name": "parapet-baseline"],
            "ours": true,
        ]
        let undo = Self.planner.undo(
            making,
            by: "wafv2.make-web-acl",
            partition: .aws,
            before: before,
            after: made
        )
        #expect(undo.map(\.operation) == ["DeleteWebACL"] && undo.first?.input["LockToken"] == "t")
        // One that was there is not ours to delete.
        #expect(plan("wafv2.make-web-acl", making, made) == .alreadyRight)
        var another = made.object ?? [:]
        another["ours"] = false
        guard case .refused = plan("wafv2.make-web-acl", making, .object(another)) else {
            Issue.record("another's web ACL is taken for ours")
            return
        }
    }

    @Test func blockingIsAskedForByItsName() {
        let blocking = request("wafv2.web-acl", "x", ["scope": "REGIONAL", "mode": "block"])
        guard
            case .calls(let calls, _) = plan(
                "wafv2.make-web-acl",
                blocking,
                ["acl": .null, "ours": false]
            )
        else {
            Issue.record("nothing is planned")
            return
        }
        #expect(calls.first?.input["Rules"]?.array?.first?["OverrideAction"] == ["None": [:]])
    }

    @Test(arguments: ["wafv2.associate-web-acl", "cloudfront.associate-web-acl"])
    func aWebACLThatIsThereIsNeverReplaced(action: String) {
        let asked = request("x", "id", ["web-acl": .string(Self.acl)])
        let image = { (acl: JSON) -> JSON in
            ["acl": acl, "config": ["WebACLId": acl, "Comment": "c"] as JSON, "ETag": "E1"]
        }
        guard case .refused(let why) = plan(action, asked, image("arn:theirs")) else {
            Issue.record("\(action) replaces it")
            return
        }
        #expect(why.contains("arn:theirs"))
        #expect(plan(action, asked, image(.string(Self.acl))) == .alreadyRight)
    }

    @Test func aDistributionKeepsAllElseAndIsPutBackByTheVersionThatIsThere() {
        let asked = request("cloudfront.distribution", "E1", ["web-acl": .string(Self.acl)])
        let before: JSON = ["config": ["WebACLId": "", "Comment": "c"], "ETag": "V1"]
        guard
            case .calls(let calls, let after) = plan("cloudfront.associate-web-acl", asked, before)
        else {
            Issue.record("nothing is planned")
            return
        }
        let input = calls.first?.input
        #expect(input?["IfMatch"] == "V1" && input?["DistributionConfig"]?["Comment"] == "c")
        var found = after.object ?? [:]
        found["ETag"] = "V2"
        let undo = Self.planner.undo(
            asked,
            by: "cloudfront.associate-web-acl",
            partition: .aws,
            before: before,
            after: .object(found)
        )
        #expect(undo.first?.input["IfMatch"] == "V2")
        #expect(undo.first?.input["DistributionConfig"] == before["config"])
    }

    @Test func aWebACLOfARegionGuardsNoDistribution() {
        let regional = Self.acl.replacing("global", with: "regional")
        let asked = request("cloudfront.distribution", "E1", ["web-acl": .string(regional)])
        let image: JSON = ["config": ["WebACLId": ""], "ETag": "V1"]
        guard case .refused = plan("cloudfront.associate-web-acl", asked, image) else {
            Issue.record("it would be refused by AWS")
            return
        }
    }
}
