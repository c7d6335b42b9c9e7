import Document

extension JSON {
    /// Whether two images say the same, but for the ids and versions that AWS assigns anew each time and
    /// for what is aside.
    func isSame(as other: JSON) -> Bool {
        withoutAside.withoutAssignedIDs.canonicalText
            == other.withoutAside.withoutAssignedIDs.canonicalText
    }

    /// The member of an image with what moves by itself, such as who else uses a thing, or how many a
    /// group wants: plans and undos look at it, and nobody compares it.
    static let aside = "aside"

    /// An image as it is compared.
    var withoutAside: JSON {
        guard case .object(var members) = self, members[Self.aside] != nil else { return self }
        members[Self.aside] = nil
        return .object(members)
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

    private static let assigned: Set = [
        "ETag", "LockToken", "SecurityGroupRuleId", "detector", "profile_association",
        "acl_association",
    ]
}
