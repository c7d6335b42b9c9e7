/// A message that is to be sent now, as the groups that it tells of.
public struct PlannedMessage: Sendable, Hashable {
    /// What it is about, by its word in `report.messages`.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case transitions, digest
        case firstSweep = "first sweep"
        case changesStopped = "changes stopped"
        case exceptionEnds = "exception ends"
        case channelDead = "channel dead"
        case run
        /// Of findings that a channel keeps and would forget; nothing happened to them.
        case renewal
        /// Sends nothing: what people set on the findings that a channel keeps is read.
        case workflow

        init(_ group: NoticeGroup) {
            self = group.introduces ? .firstSweep : Kind(rawValue: group.event) ?? .transitions
        }

        /// Whether it tells of findings, and may be told with others.
        var isOfMany: Bool { self == .transitions || self == .digest || self == .firstSweep }
    }

    public let channel: String
    public let address: String
    public let kind: Kind
    /// In the order in which they came.
    public let groups: [NoticeGroup]

    init(_ kind: Kind, _ groups: [NoticeGroup]) {
        channel = groups[0].channel
        address = groups[0].address
        self.kind = kind
        self.groups = groups
    }

    /// How many notices it tells of.
    public var notices: Int { groups.reduce(0) { $0 + $1.notices } }

    var severity: Severity { groups.map(\.severity).max() ?? .info }
    var isUrgent: Bool { groups.contains(where: \.isUrgent) }
}
