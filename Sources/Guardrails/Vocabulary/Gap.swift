/// A read that did not answer, and why: what makes a verdict unknown.
public struct Gap: Error, Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case denied, throttled, unavailable, notEnabled = "not enabled", failed
        /// Nothing has looked yet.
        case notCollected = "not collected"
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

    /// One line without anything that changes from sweep to sweep.
    public var summary: String { "\(permission): \(reason.rawValue)" }
}
