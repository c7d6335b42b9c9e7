import Document

extension BaselineRole {
    func plan(_ context: ActionContext) -> ActionPlan {
        if let reason = whyLeft(context) { return .refused(reason) }
        let wanted: BaselineRole
        switch self.wanted(context.wanted) {
        case .success(let found): wanted = found
        case .failure(let refusal): return .refused(refusal.reason)
        }
        let calls = calls(to: wanted, context)
        if calls.isEmpty { return .alreadyRight }
        if let reason = whyNot(wanted) { return .refused(reason) }
        var after = wanted.settings
        if isThere {
            after["role"] = role
            after["profiles"] = .list(profiles)
        }
        return .calls(calls, after: .object(after))
    }

    /// Roles that are not ours to change.
    private func whyLeft(_ context: ActionContext) -> String? {
        if context.isOwn(role: context.id) {
            return "Parapet itself works with it: it could not undo this"
        }
        let path = role["Path"]?.string ?? "/"
        let name = context.baselineName
        if path.hasPrefix("/aws-service-role/") || name.hasPrefix("AWSServiceRoleFor") {
            return "it is service-linked"
        }
        if path.hasPrefix("/aws-reserved/") || name.hasPrefix("AWSReservedSSO_") {
            return "it belongs to IAM Identity Center, which would set it back"
        }
        guard !isThere else { return nil }
        if context.wanted["trust"]?.object == nil {
            return "it is missing, and the baseline does not say who may assume it"
        }
        return context.whyNotMade(isRoom: isRoom)
    }

    private struct Refusal: Error { let reason: String }

    /// What the baseline leaves open, and what means the same already, stays as it is.
    private func wanted(_ item: JSON) -> Result<BaselineRole, Refusal> {
        var wanted = self
        do throws(Refusal) {
            if let document = item["trust"] {
                wanted.trust = try Self.merged(trust, document, "its trust policy")
            }
            if let boundary = item["boundary"]?.string, boundary != self.boundary.string {
                wanted.boundary = .string(try arn(of: boundary))
            }
            if let names = item["attached"]?.array?.compactMap(\.string) {
                let kept = attached.filter { arn in names.contains { Self.isNamed(arn, $0) } }
                let more = try names.filter { name in
                    !attached.contains { Self.isNamed($0, name) }
                }.map(arn(of:))
                wanted.attached = Set(kept + more).sorted()
            }
            if let documents = item["inline"]?.object {
                wanted.inline = Object()
                for (name, document) in documents.sorted(by: { $0.0 < $1.0 }) {
                    wanted.inline[name] = try Self.merged(
                        inline[name] ?? .null,
                        document,
                        "inline policy \(name)"
                    )
                }
            }
            return .success(wanted)
        } catch {
            return .failure(error)
        }
    }

    private func arn(of name: String) throws(Refusal) -> String {
        guard let arn = policies[name]?.string else {
            throw Refusal(reason: "there is no policy \(name)")
        }
        return arn
    }

    /// The document that is there where it means what is wanted, however it is written.
    private static func merged(
        _ found: JSON,
        _ wanted: JSON,
        _ what: String
    ) throws(Refusal) -> JSON {
        guard !found.isNull else { return wanted.versioned }
        switch PolicyDrift.comparison(found, with: wanted) {
        case .same: return found
        case .differs: return wanted.versioned
        case .unknown(let why): throw Refusal(reason: "\(what) cannot be compared: \(why)")
        }
    }

    /// Why it is not made another: IAM would not take it, or it could not be put back.
    private func whyNot(_ wanted: BaselineRole) -> String? {
        if isThere, wanted.trust != trust, let principal = Self.goneID(in: trust) {
            return "its trust names \(principal), who is gone: it could not be put back"
        }
        guard let trusts = quotas["AssumeRolePolicySizeQuota"],
            let attachments = quotas["AttachedPoliciesPerRoleQuota"],
            let inlines = quotas["RolePolicySizeQuota"]
        else { return BaselineQuotas.unknown }
        let size = wanted.inline.reduce(0) { $0 + BaselineQuotas.characters($1.1) }
        for (what, count, quota) in [
            ("characters in its trust policy", BaselineQuotas.characters(wanted.trust), trusts),
            ("policies attached", Int64(wanted.attached.count), attachments),
            ("characters in its inline policies", size, inlines),
        ] where count > quota {
            return "it would have \(count) \(what), IAM takes \(quota)"
        }
        return nil
    }

    /// Of a user or role that was deleted IAM shows the unique id, which it does not take back.
    ///
    /// Source: IAM User Guide, "AWS JSON policy elements: Principal".
    private static func goneID(in trust: JSON) -> String? {
        let statements = trust["Statement"]?.array ?? [trust["Statement"] ?? .null]
        let principals = statements.flatMap { statement in
            let named = statement["Principal"]?["AWS"]
            return (named?.texts ?? []) + [named?.string].compactMap(\.self)
        }
        return principals.first { $0.hasPrefix("AROA") || $0.hasPrefix("AIDA") }
    }
}
