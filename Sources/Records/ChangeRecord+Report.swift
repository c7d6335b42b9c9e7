import Document

extension ChangeRecord {
    /// A row of `report.changes`, whose members are those of CONTRACTS made flat.
    public init(report row: JSON) throws(RecordFailure) {
        guard var object = row.object else {
            throw RecordFailure(kind: Self.kind, path: "", expectation: "an object")
        }
        for part in ["resource", "target"] {
            object[part] = Self.members(["type", "id", "arn", "name"], of: part, in: object)
        }
        object["decided"] =
            object["decided_by"]?.string == nil
            ? .null : Self.members(["by", "at", "reason"], of: "decided", in: object)
        try self.init(.object(object))
    }

    private static func members(_ names: [String], of part: String, in row: Object) -> JSON {
        var members: Object = [:]
        for name in names { members[name] = row["\(part)_\(name)"] ?? .null }
        return .object(members)
    }
}
