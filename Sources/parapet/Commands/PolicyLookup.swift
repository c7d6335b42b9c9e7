import AWS
import Document
import Guardrails
import Policy
import Store

/// Finds resources and principals in the inventory, with the policies that the last sweep read.
struct PolicyLookup {
    let inventories: Inventories
    /// For those that are misspelt.
    let names: ResourceNames

    /// Policies, or why they are not known.
    private enum Read<Policies> {
        case known(Policies)
        case unknown(String)
    }

    private struct Owned {
        var identity: [PolicyDocument] = []
        var boundary: PolicyDocument?
    }

    func finding(
        _ who: WhoMay,
        action: String,
        resource name: String,
        looksUpPrincipal: Bool
    ) async throws -> Inquiry.Finding {
        let found = try await resource(name)
        var policies = PolicySet()
        switch try await policy(of: found) {
        case .known(let policy): policies.resource = policy
        case .unknown(let reason): return Self.unknown(reason)
        }
        var hasIdentity = false
        if looksUpPrincipal, case .principal(let principal) = who {
            switch try await owned(by: principal) {
            case nil: break
            case .known(let owned)?:
                policies.identity = owned.identity
                policies.boundary = owned.boundary
                hasIdentity = true
            case .unknown(let reason)?: return Self.unknown(reason)
            }
        }
        let isPart = name.hasPrefix("arn:") || found.name.arn == nil
        return Inquiry(
            policies,
            hasIdentity: hasIdentity,
            action: action,
            resource: isPart ? name : found.name.arn ?? name,
            keys: ["aws:resourceaccount": [found.name.account]]
        ).finding(who)
    }

    private static func unknown(_ reason: String) -> Inquiry.Finding {
        Inquiry.Finding(.unknown(reason), because: reason)
    }

    // MARK: resources

    private func resource(_ name: String) async throws -> Resource {
        let parts = name.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let isARN = parts.count == 6 && parts[0] == "arn"
        // An object is looked up by its bucket.
        let isS3 = isARN && parts[2] == "s3"
        let whole = isS3 ? String(name.prefix { $0 != "/" }) : name
        let account = isARN && parts[4].utf8.count == 12 ? String(parts[4]) : nil
        let types = Catalogue.aws.types.filter {
            $0.policyField != nil && (!isS3 || $0.service == "s3")
        }
        let contents = try await inventories.reported(named: whole, of: account, types: types)
        guard let first = contents.resources.first else {
            let isKept = contents.omitted.isEmpty
            let near =
                isKept
                ? NearResource.nearest(
                    to: whole,
                    in: try await names.all(types: types.map(\.name))
                ) : nil
            throw Failure(
                "PAR-POL-06 the inventory has no resource '\(name)' with a policy"
                    + (isKept ? "" : ": its document was too large to be kept"),
                hint: near.map { "did you mean '\($0)'?" }
                    ?? "select type, id, arn from report.inventory, or give --input"
            )
        }
        guard contents.resources.count == 1 else {
            let names = contents.resources.map { $0.name.arn ?? "\($0.name.account) \($0.name.id)" }
            throw Failure(
                "PAR-POL-07 several resources have the id '\(name)'",
                hint: "name one by its ARN: \(names.joined(separator: ", "))"
            )
        }
        return first
    }

    private func policy(of resource: Resource) async throws -> Read<PolicyDocument?> {
        guard let type = Catalogue.aws[resource.name.type], let field = type.policyField else {
            return .known(nil)
        }
        if let gap = resource.unread[field.attribute ?? field.name] {
            return .unknown("its policy could not be read: \(gap.summary)")
        }
        let policy = resource.document[field.name]
        if let policy, policy.object != nil { return .known(PolicyDocument(policy)) }
        if let attribute = field.attribute, try await !wasRead(attribute, of: resource, type) {
            let permission = type.permission(of: attribute)
            return .unknown("no sweep has read its policy yet: \(permission)")
        }
        return .known(nil)
    }

    /// Whether the last look at the resource's scope asked for it.
    private func wasRead(
        _ attribute: String,
        of resource: Resource,
        _ type: ResourceType
    ) async throws -> Bool {
        let coverage = try await inventories.reportedCoverage(of: resource.name.account)
        let region = type.isGlobal ? Scope.global : resource.name.region
        let scope = Scope(
            account: resource.name.account,
            region: region,
            service: type.service
        )
        return coverage[scope]?.contains {
            $0.type == type.name && $0.attribute == attribute
        } == true
    }

    // MARK: principals

    /// Nil where nobody but its own account tells: it is not in the inventory, or has no policies.
    private func owned(by principal: Principal) async throws -> Read<Owned>? {
        guard case .identity(let arn, let session) = principal, let account = principal.account
        else { return nil }
        let types = ["iam.user", "iam.role"].compactMap { Catalogue.aws[$0] }
        // A session's ARN leaves out the path of its role, a role's id is its name.
        let name = session == nil ? arn : arn.split(separator: "/").last.map(String.init) ?? arn
        let contents = try await inventories.reported(named: name, of: account, types: types)
        let kind = arn.contains(":role/") ? "iam.role" : "iam.user"
        guard let found = contents.resources.first(where: { $0.name.type == kind }) else {
            return nil
        }
        if let gap = found.unread["policies"] {
            return .unknown("the principal's policies could not be read: \(gap.summary)")
        }
        guard let policies = found.document["policies"]?.array else {
            return .unknown(
                "no sweep has read the principal's policies yet:"
                    + " iam:GetAccountAuthorizationDetails"
            )
        }
        var owned = Owned()
        for policy in policies {
            let document = PolicyDocument(policy["document"] ?? .null)
            if policy["kind"] == "boundary" {
                owned.boundary = document
            } else {
                owned.identity.append(document)
            }
        }
        return .known(owned)
    }
}

extension ResourceType {
    /// The field that holds the policy of the resource itself; nil where such have none.
    fileprivate var policyField: Field? {
        guard facts.contains(where: { $0.name == "statements" }) else { return nil }
        return fields.first { $0.name == "policy" || $0.name == "trust" }
    }
}
