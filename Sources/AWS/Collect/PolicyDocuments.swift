import Document
import Guardrails

/// Policies by ARN and groups by name: all of an account, as one paged call lists them, or those of
/// one principal.
struct PolicyDocuments: Sendable {
    var managed: [String: JSON] = [:]
    var groups: [String: JSON] = [:]
    var gap: Gap?

    init() {}

    init(_ reading: Reading, _ lists: [String]) async {
        for list in lists {
            let isGroup = list == "Group"
            let listing = await reading.reader.list(
                "iam",
                "GetAccountAuthorizationDetails",
                DocumentPath(isGroup ? "GroupDetailList" : "Policies"),
                region: reading.region,
                ["Filter": [.string(list)]]
            )
            gap = gap ?? listing.gap
            for item in listing.items {
                if isGroup {
                    item["GroupName"]?.string.map { groups[$0] = item }
                } else {
                    item["Arn"]?.string.map { managed[$0] = item }
                }
            }
        }
    }

    func policies(of principal: Resource, inline: String) -> Result<[JSON], Gap> {
        if let gap { return .failure(gap) }
        guard let aws = principal.document["aws"] else { return .success([]) }
        do throws(Gap) {
            var policies = try own(of: aws, inline, kind: "inline") + attached(to: aws, "attached")
            for name in aws["GroupList"]?.array?.compactMap(\.string) ?? [] {
                guard let group = groups[name] else { throw missing("the group \(name)") }
                let all =
                    try own(of: group, "GroupPolicyList", kind: "group")
                    + attached(to: group, "group")
                policies += all.map { policy in
                    var policy = policy
                    policy["group"] = .string(name)
                    return policy
                }
            }
            if let arn = aws["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string {
                policies.append(try self.policy(arn, "boundary"))
            }
            return .success(policies.map { .object($0) })
        } catch {
            return .failure(error)
        }
    }

    private func own(of item: JSON, _ list: String, kind: String) throws(Gap) -> [Object] {
        var policies: [Object] = []
        for policy in item[list]?.array ?? [] {
            let name = policy["PolicyName"] ?? ""
            guard let document = Declaration.document(policy["PolicyDocument"]) else {
                throw missing("what the policy \(name.string ?? "") says")
            }
            policies.append(["name": name, "kind": .string(kind), "document": document])
        }
        return policies
    }

    private func attached(to item: JSON, _ kind: String) throws(Gap) -> [Object] {
        var policies: [Object] = []
        for policy in item["AttachedManagedPolicies"]?.array ?? [] {
            policies.append(try self.policy(policy["PolicyArn"]?.string ?? "", kind))
        }
        return policies
    }

    private func policy(_ arn: String, _ kind: String) throws(Gap) -> Object {
        let versions = managed[arn]?["PolicyVersionList"]?.array ?? []
        let version = versions.first { $0["IsDefaultVersion"]?.bool == true }
        guard let document = Declaration.document(version?["Document"]) else {
            throw missing("what \(arn) says")
        }
        let name = arn.split(separator: "/").last.map(String.init) ?? arn
        return [
            "name": .string(name), "kind": .string(kind), "arn": .string(arn),
            "document": document,
        ]
    }

    private func missing(_ what: String) -> Gap {
        Gap(
            reason: .failed,
            permission: "iam:GetAccountAuthorizationDetails",
            detail: "AWS does not tell \(what)"
        )
    }
}
