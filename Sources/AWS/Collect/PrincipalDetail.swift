import Document
import Guardrails

/// One IAM user, role or group, put together from calls for it alone as
/// `GetAccountAuthorizationDetails`, which cannot be asked for one, tells it.
struct PrincipalDetail: Sendable {
    private let declaration: Declaration
    /// The member that holds its own policies.
    private let inline: String
    /// `User`, `Role` or `Group`, as in the names of the calls.
    private let kind: String

    init(_ declaration: Declaration, inline: String) {
        self.declaration = declaration
        self.inline = inline
        kind = String(inline.dropLast("PolicyList".count))
    }

    var byID: ResourceType.ByID {
        var calls = ["Get\(kind)", "List\(kind)Policies", "ListAttached\(kind)Policies"]
        var forParts = ["Get\(kind)Policy", "GetPolicy", "GetPolicyVersion"]
        switch kind {
        case "User":
            calls.append("ListGroupsForUser")
            forParts += ["ListGroupPolicies", "GetGroupPolicy", "ListAttachedGroupPolicies"]
        case "Role": calls.append("ListInstanceProfilesForRole")
        default: break
        }
        let permissions = (calls + forParts).map { Permission.action("iam", $0) }
        return .calls(calls, forParts: forParts, permissions: permissions)
    }

    /// Nil where it is not there or not all of it could be read; which, the answers tell.
    func read(_ name: String, _ reading: Reading, _ answers: Answers) async -> JSON? {
        // A group comes with its users, which nobody asked for.
        let few: Object = kind == "Group" ? ["MaxItems": 1] : [:]
        var parameters = few
        parameters["\(kind)Name"] = .string(name)
        let answer = await reading.reader.read(
            "iam",
            "Get\(kind)",
            region: reading.region,
            parameters,
            ofOne: true
        )
        do throws(Gap) {
            switch answer {
            case .gap(let gap): throw gap
            case .absent, .gone:
                answers.listed(nil)
                return nil
            case .complete(let document):
                var item = declaration.listed(document[kind])
                for (member, value) in try await policies(of: kind, name, reading) {
                    item[member] = value
                }
                try await complete(&item, name, reading)
                answers.listed(nil)
                return .object(item)
            }
        } catch {
            answers.listed(error)
            return nil
        }
    }

    private func complete(
        _ item: inout Object,
        _ name: String,
        _ reading: Reading
    ) async throws(Gap) {
        switch kind {
        case "User":
            let groups = "Groups[].GroupName"
            item["GroupList"] = try await list("ListGroupsForUser", groups, kind, name, reading)
        case "Role":
            item["InstanceProfileList"] = try await list(
                "ListInstanceProfilesForRole",
                "InstanceProfiles",
                kind,
                name,
                reading
            )
        default: break
        }
    }

    /// Its own policies with what they say, and the names of those that are attached.
    private func policies(
        of kind: String,
        _ name: String,
        _ reading: Reading
    ) async throws(Gap) -> Object {
        let names = try await list("List\(kind)Policies", "PolicyNames", kind, name, reading)
        var own: [JSON] = []
        for policy in names.array ?? [] {
            let document = try await read(
                "Get\(kind)Policy",
                reading,
                ["\(kind)Name": .string(name), "PolicyName": policy]
            )
            own.append(
                ["PolicyName": policy, "PolicyDocument": document["PolicyDocument"] ?? .null]
            )
        }
        let attached = "AttachedPolicies"
        return [
            "\(kind)PolicyList": .array(own),
            "AttachedManagedPolicies": try await list(
                "ListAttached\(kind)Policies",
                attached,
                kind,
                name,
                reading
            ),
        ]
    }

    /// What its managed policies say, and the policies of its groups.
    func policies(of item: JSON, _ reading: Reading) async -> PolicyDocuments {
        var known = PolicyDocuments()
        do throws(Gap) {
            for name in item["GroupList"]?.array?.compactMap(\.string) ?? [] {
                known.groups[name] = .object(try await policies(of: "Group", name, reading))
            }
            var arns: Set<String> = []
            for holder in [item] + known.groups.values {
                for policy in holder["AttachedManagedPolicies"]?.array ?? [] {
                    if let arn = policy["PolicyArn"]?.string { arns.insert(arn) }
                }
            }
            if let arn = item["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string {
                arns.insert(arn)
            }
            for arn in arns.sorted() {
                let policy = try await read("GetPolicy", reading, ["PolicyArn": .string(arn)])
                let version = try await read(
                    "GetPolicyVersion",
                    reading,
                    [
                        "PolicyArn": .string(arn),
                        "VersionId": policy["Policy"]?["DefaultVersionId"] ?? "",
                    ]
                )
                known.managed[arn] = [
                    "PolicyVersionList": .array([version["PolicyVersion"]].compactMap(\.self))
                ]
            }
        } catch {
            known.gap = error
        }
        return known
    }

    private func list(
        _ operation: String,
        _ items: String,
        _ kind: String,
        _ name: String,
        _ reading: Reading
    ) async throws(Gap) -> JSON {
        let listing = await reading.reader.list(
            "iam",
            operation,
            DocumentPath(items),
            region: reading.region,
            ["\(kind)Name": .string(name)]
        )
        if let gap = listing.gap { throw gap }
        return .array(listing.items)
    }

    /// A part that was told of: where it is gone meanwhile, nothing is known.
    private func read(
        _ operation: String,
        _ reading: Reading,
        _ parameters: Object
    ) async throws(Gap) -> Object {
        switch await reading.reader.read("iam", operation, region: reading.region, parameters) {
        case .complete(let document): return document
        case .gap(let gap): throw gap
        case .absent, .gone:
            throw Gap(
                reason: .failed,
                permission: Permission.action("iam", operation),
                detail: "it went while it was read"
            )
        }
    }
}
