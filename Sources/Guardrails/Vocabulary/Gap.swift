/// A read that did not answer, and why: what makes a verdict unknown.
public struct Gap: Error, Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case denied, throttled, unavailable, notEnabled = "not enabled", failed
        /// Nothing has looked yet.
        case notCollected = "not collected"
        /// Nothing ever will: `regions:` leaves the region out.
        case leftOut = "left out"
        /// Nobody may look there: the account is not ours.
        case outside = "outside the estate"
    }

    /// What asking again may bring.
    public enum Prospect: Sendable, Hashable {
        /// An answer, by itself: nobody was there, or AWS itself was in trouble.
        case passing
        /// The same no, until somebody changes something.
        case refused
        /// Nothing else.
        case lasting
    }

    public let reason: Reason
    /// The IAM action that the read needs, such as `s3:GetBucketPolicy`.
    public let permission: String
    /// What AWS said, for people; may be empty.
    public let detail: String
    public let prospect: Prospect
    /// Where it would have to be read, as far as that is not the resource's own account.
    public private(set) var account: String?

    /// - Parameter prospect: by default what the reason alone tells.
    public init(
        reason: Reason,
        permission: String,
        detail: String = "",
        prospect: Prospect? = nil
    ) {
        self.reason = reason
        self.permission = permission
        self.detail = detail
        self.prospect = prospect ?? reason.prospect
    }

    /// What the configuration does not let anybody ask.
    ///
    /// - Parameter swept: the regions that are asked.
    static func leftOut(_ permission: String, swept: [String]) -> Gap {
        Gap(
            reason: .leftOut,
            permission: permission,
            detail: "regions: leaves out all but \(swept.sorted().joined(separator: ", "))"
        )
    }

    /// The same in another account; nil: in one's own.
    func inAccount(_ account: String?) -> Gap {
        var gap = self
        gap.account = account
        return gap
    }

    /// What lies in an account that the estate does not have.
    static func outside(_ account: String) -> Gap {
        Gap(reason: .outside, permission: "").inAccount(account)
    }

    /// One line without anything that changes from sweep to sweep.
    public var summary: String {
        let place = account.map { "account \($0)" }
        if reason == .outside { return "\(place ?? permission): \(reason.rawValue)" }
        let what = "\(permission)\(place.map { " in \($0)" } ?? "")"
        return reason == .leftOut ? "\(what): \(detail)" : "\(what): \(reason.rawValue)"
    }
}

extension Gap.Reason {
    fileprivate var prospect: Gap.Prospect {
        switch self {
        case .throttled: .passing
        case .denied, .notEnabled: .refused
        case .unavailable, .failed, .notCollected, .leftOut, .outside: .lasting
        }
    }
}

extension Gap: CustomStringConvertible {
    public var description: String { detail.isEmpty ? summary : "\(summary): \(detail)" }
}
