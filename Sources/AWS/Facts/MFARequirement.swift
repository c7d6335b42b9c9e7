import Document
import Guardrails

/// Whether an IAM user's API calls need a second factor: nothing that the user is allowed works
/// without one, except to set one up.
///
/// A call signed with an access key carries no `aws:MultiFactorAuthPresent` at all; a session without
/// a second factor carries `false`. A policy has to stop both: `BoolIfExists … false`,
/// `Null … true` on the age, `NumericGreaterThanIfExists` on the age, or `Bool` and `Null` together.
/// `Bool … false` alone lets every access key through.
/// Source: IAM User Guide, "AWS: Allows MFA-authenticated IAM users to manage their own credentials".
enum MFARequirement {
    static let fact = ResourceType.Fact(
        "api_needs_mfa",
        .flag,
        from: ["policies"],
        "whether API calls work only with a second factor",
        example: "!resource.api_needs_mfa",
        judge: judge
    )

    static func judge(_ user: Resource) -> ResourceType.Fact.Answer {
        guard user.unread["policies"] == nil, user.document["policies"] != nil else {
            return .unknown(["policies"])
        }
        let statements = AttachedPolicy.statements(of: user).filter { !$0.isBoundary }
        let open = Request.allCases.flatMap { request in
            statements.filter { allow in
                allow.statement.isAllow && request.meets(allow.statement)
                    && isOpen(allow.statement, statements.map(\.statement), request)
            }
        }
        guard open.isEmpty else {
            let texts = Set(open.map { "\($0.text), without a second factor too" })
            return .known(
                .bool(false),
                because: texts.sorted().map { Because(text: $0, path: "policies") }
            )
        }
        // Where nothing is granted nothing needs a second factor either.
        let asks = statements.map(\.statement).contains { statement in
            statement.hasCondition
                && Request.allCases.contains { $0.meets(statement) == statement.isDeny }
        }
        if asks { return .known(.bool(true), because: []) }
        let none = Because(text: "no policy asks for a second factor", path: "policies")
        return .known(.bool(false), because: [none])
    }

    /// Whether some action of an Allow is left open by every Deny that such a request meets.
    private static func isOpen(
        _ allow: PolicyStatement,
        _ statements: [PolicyStatement],
        _ request: Request
    ) -> Bool {
        let denies = statements.filter {
            $0.isDeny && $0.isForAllResources && request.meets($0)
        }
        return (allow.actions ?? ["*"]).contains { action in
            !isSelfService(action)
                && !denies.contains { deny in
                    if deny.actions != nil { return deny.names(action: action) }
                    return deny.exemptedActions.allSatisfy {
                        isSelfService($0) || !mayMeet($0, action)
                    }
                }
        }
    }

    private static func mayMeet(_ one: String, _ other: String) -> Bool {
        Pattern(one).matches(other) || Pattern(other).matches(one)
    }

    /// What a user needs to set up a second factor, and to see where it stands.
    private static let selfService = [
        "iam:*mfadevice*", "iam:changepassword", "iam:get*", "iam:list*", "iam:createloginprofile",
        "iam:*signingcertificate*", "iam:*sshpublickey*", "sts:getsessiontoken",
        "sts:getcalleridentity",
    ].map(Pattern.init)

    private static func isSelfService(_ action: String) -> Bool {
        selfService.contains { $0.matches(action) }
    }
}

extension MFARequirement {
    /// A request without a second factor.
    fileprivate enum Request: CaseIterable {
        /// Signed with an access key: no key of the condition is there.
        case accessKey
        /// By a session that was begun without one: `MultiFactorAuthPresent` is false.
        case session

        /// Whether all conditions about the second factor hold. Others are taken to hold for an
        /// Allow and not to hold for a Deny.
        func meets(_ statement: PolicyStatement) -> Bool {
            (statement.json["Condition"]?.object ?? Object()).allSatisfy { name, keys in
                (keys.object ?? Object()).allSatisfy { key, values in
                    holds(name.lowercased(), key.lowercased(), PolicyStatement.values(values))
                        ?? statement.isAllow
                }
            }
        }

        /// Nil for a condition about something else.
        private func holds(_ name: String, _ key: String, _ values: [String]) -> Bool? {
            guard ["aws:multifactorauthpresent", "aws:multifactorauthage"].contains(key) else {
                return nil
            }
            let present: String? =
                self == .session && key == "aws:multifactorauthpresent" ? "false" : nil
            if name == "null" { return values.contains(present == nil ? "true" : "false") }
            guard let present else { return name.hasSuffix("ifexists") }
            return values.contains(present)
        }
    }
}

extension PolicyStatement {
    /// Condition values as texts: policies write `"false"` and `false`.
    static func values(_ json: JSON) -> [String] {
        (json.array ?? [json]).compactMap { item in
            item.bool.map { String($0) } ?? item.string?.lowercased()
        }
    }
}
