extension Configuration {
    /// The roles, or with a warning the defaults.
    func readRoles(_ value: YAMLValue?, _ root: YAMLValue) -> Roles {
        var roles = Roles()
        guard let value else {
            root.doubt(
                "no 'roles': the role \(roles.audit) is assumed in every account, without an"
                    + " external id",
                hint: "write roles: { audit: NAME, external-id: TEXT }"
            )
            return roles
        }
        let keys = value.keys([
            "audit", "remediate", "respond", "notify", "external-id", "session-name",
        ])
        roles.audit = keys["audit"]?.roleName() ?? roles.audit
        roles.remediate = keys["remediate"]?.roleName()
        roles.respond = keys["respond"]?.roleName()
        roles.notify = keys["notify"]?.roleName()
        roles.externalID = keys["external-id"]?.externalID()
        roles.sessionName = keys["session-name"]?.sessionName() ?? roles.sessionName
        if keys["external-id"] == nil, !value.source.hasErrors {
            value.doubt(
                "no 'external-id': who may assume roles for somebody else can be led to yours",
                hint: "write external-id: TEXT, here and in the roles' trust"
            )
        }
        return roles
    }
}

extension YAMLValue {
    /// A role as IAM names it, with or without its path (IAM API Reference, CreateRole); the ARN is
    /// made for each account.
    func roleName() -> String? {
        guard let name = text() else { return nil }
        if name.hasPrefix("arn:") {
            let last = name.split(separator: "/").last ?? ""
            bad("'\(name)' is an ARN, and a role's name is wanted", hint: "write '\(last)'")
            return nil
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard name.utf8.count <= 512, parts.allSatisfy({ !$0.isEmpty }),
            parts.allSatisfy({ $0.utf8.allSatisfy { $0.isOfIAMName } }),
            parts.last.map({ $0.utf8.count <= 64 }) == true
        else {
            bad("'\(name)' is not a role's name: at most 64 letters, digits and +=,.@_-")
            return nil
        }
        return name
    }

    /// `RoleSessionName` of AssumeRole (AWS STS API Reference).
    fileprivate func sessionName() -> String? {
        guard let name = text() else { return nil }
        guard (2...64).contains(name.utf8.count), name.utf8.allSatisfy({ $0.isOfIAMName }) else {
            bad("'\(name)' is not a session's name: 2 to 64 letters, digits and +=,.@_-")
            return nil
        }
        return name
    }

    private static let fewestSecretCharacters = 12

    /// `ExternalId` of AssumeRole (AWS STS API Reference).
    fileprivate func externalID() -> String? {
        guard let id = text() else { return nil }
        let isAllowed = id.utf8.allSatisfy { $0.isOfIAMName || $0 == 58 || $0 == 47 }
        guard (2...1224).contains(id.utf8.count), isAllowed else {
            bad("'\(id)' is not an external id: 2 to 1224 letters, digits and +=,.@:/_-")
            return nil
        }
        if id == "change-me" {
            doubt(
                "the external id is still '\(id)'",
                hint: "choose a text that nobody guesses, here and in the roles' trust"
            )
        } else if id.utf8.count < Self.fewestSecretCharacters {
            doubt(
                "the external id is short",
                hint: "\(Self.fewestSecretCharacters) characters or more are hard to guess"
            )
        }
        return id
    }

    /// The key of a tag that people may set (AWS General Reference, tag naming).
    func tagKey(hint: String?) -> String? {
        guard let key = text() else { return nil }
        guard !key.allSatisfy(\.isWhitespace), key.count <= 128,
            !key.lowercased().hasPrefix("aws:")
        else {
            bad(
                "'\(key)' is not a tag's key: 1 to 128 characters, not beginning with 'aws:'",
                hint: hint
            )
            return nil
        }
        return key
    }
}

extension UInt8 {
    /// `[A-Za-z0-9_+=,.@-]`
    fileprivate var isOfIAMName: Bool {
        (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
            || "_+=,.@-".utf8.contains(self)
    }
}
