import Document

extension JSON {
    /// Whether two images say the same, but for the ids and versions that AWS assigns anew each time.
    func isSame(as other: JSON) -> Bool {
        withoutAssignedIDs.canonicalText == other.withoutAssignedIDs.canonicalText
    }

    var withoutAssignedIDs: JSON {
        switch self {
        case .array(let items): return .array(items.map(\.withoutAssignedIDs))
        case .object(let members):
            let left = members.filter { !Self.assigned.contains($0.0) }
            return .object(Object(left.map { ($0.0, $0.1.withoutAssignedIDs) }))
        default: return self
        }
    }

    private static let assigned: Set = ["ETag", "LockToken", "SecurityGroupRuleId", "detector"]
}
