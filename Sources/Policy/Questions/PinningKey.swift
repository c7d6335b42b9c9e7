/// A condition key that ties a request to somebody or to a place in particular, where its value is
/// fixed: a stranger cannot have that value.
///
/// Not among them, for anybody can have their value: `aws:Referer`, `aws:UserAgent`,
/// `aws:SecureTransport`, `aws:PrincipalType`, `aws:ResourceAccount`, and `kms:ViaService` alone.
/// `aws:SourceIp` is measured (``NetworkSet/isInternet``).
struct PinningKey {
    /// When a value is fixed, and whose values it stands for.
    enum Kind {
        /// Without wildcards.
        case whole
        /// An ARN whose account is fixed.
        case account
        /// What stands before the first `/`: an organization.
        case organization
        /// What stands before the first `:`: a role's or user's id.
        case identifier
        /// True.
        case flag
    }

    let name: String
    let kind: Kind
    /// The page of AWS's documentation that describes the key.
    let source: String

    private static let iam = "IAM User Guide, AWS global condition context keys"
    private static let s3 = "Service Authorization Reference, Amazon S3"
    private static let kms = "Service Authorization Reference, AWS Key Management Service"
    private static let efs = "Service Authorization Reference, Amazon Elastic File System"
    private static let sns = "Amazon SNS Developer Guide, Amazon SNS policy keys"

    static let all = [
        PinningKey(name: "aws:principalaccount", kind: .whole, source: iam),
        PinningKey(name: "aws:principalarn", kind: .account, source: iam),
        PinningKey(name: "aws:principalorgid", kind: .whole, source: iam),
        PinningKey(name: "aws:principalorgpaths", kind: .organization, source: iam),
        PinningKey(name: "aws:sourceaccount", kind: .whole, source: iam),
        PinningKey(name: "aws:sourcearn", kind: .account, source: iam),
        PinningKey(name: "aws:sourceorgid", kind: .whole, source: iam),
        PinningKey(name: "aws:sourceorgpaths", kind: .organization, source: iam),
        PinningKey(name: "aws:sourceowner", kind: .whole, source: sns),
        PinningKey(name: "aws:sourcevpc", kind: .whole, source: iam),
        PinningKey(name: "aws:sourcevpce", kind: .whole, source: iam),
        PinningKey(name: "aws:vpceaccount", kind: .whole, source: iam),
        PinningKey(name: "aws:vpceorgid", kind: .whole, source: iam),
        PinningKey(name: "aws:vpceorgpaths", kind: .organization, source: iam),
        PinningKey(name: "aws:userid", kind: .identifier, source: iam),
        PinningKey(name: "s3:dataaccesspointaccount", kind: .whole, source: s3),
        PinningKey(name: "s3:dataaccesspointarn", kind: .account, source: s3),
        PinningKey(name: "kms:calleraccount", kind: .whole, source: kms),
        PinningKey(name: "elasticfilesystem:accessedviamounttarget", kind: .flag, source: efs),
    ]

    /// What a stranger's value is none of, given a value of a policy; empty where it is not fixed.
    func taken(by value: PolicyText) -> [Glob] {
        guard !value.hasVariables else { return [] }
        let text = value.text
        if kind == .flag { return text.lowercased() == "true" ? [Glob("true", folds: true)] : [] }
        let isPattern = value.hasWildcards && Self.hasWildcard(text[...])
        if !isPattern { return [Glob(literal: text, folds: true)] + beyond(text) }
        switch kind {
        case .whole, .flag: return []
        case .account:
            let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            guard parts.count == 6, parts[4].utf8.count == 12, !Self.hasWildcard(parts[4]) else {
                return []
            }
            return [Glob("arn:*:*:*:\(parts[4]):*")]
        case .organization, .identifier: return beyond(text)
        }
    }

    /// All values of the organization or identity that a value begins with.
    private func beyond(_ text: String) -> [Glob] {
        let separator: Character
        switch kind {
        case .whole, .account, .flag: return []
        case .organization: separator = "/"
        case .identifier: separator = ":"
        }
        let head = text.prefix { $0 != separator }
        guard !head.isEmpty, !Self.hasWildcard(head) else { return [] }
        return [Glob(literal: String(head)), Glob(literal: "\(head)\(separator)") + .everything]
    }

    private static func hasWildcard(_ text: Substring) -> Bool {
        text.contains { $0 == "*" || $0 == "?" }
    }
}
