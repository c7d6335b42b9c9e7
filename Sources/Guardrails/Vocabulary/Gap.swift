/// A read that did not answer, and why: what makes a verdict unknown.
public struct Gap: Error, Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case denied, throttled, unavailable, notEnabled = "not enabled", failed
        /// Nothing has looked yet.
        case notCollected = "not collected"
        /// Nothing ever will: `regions:` leaves the region out.
        case leftOut = "left out"
    }

    public let reason: Reason
    /// The IAM action that the read needs, such as `s3:GetBucketPolicy`.
    public let permission: String
    /// What AWS said, for people; may be empty.
    public let detail: String

    public init(reason: Reason, permission: String, detail: String = "") {
        self.reason = reason
        self.permission = permission
        self.detail = detail
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

    /// One line without anything that changes from sweep to sweep.
    public var summary: String {
        reason == .leftOut ? "\(permission): \(detail)" : "\(permission): \(reason.rawValue)"
    }
}
