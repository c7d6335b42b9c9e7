import CEL

/// An object of conditions of which parts may be unknown.
struct NamedFields: ObjectValue {
    let typeName: String
    let fields: [String: CEL.Field]

    func field(_ name: String) -> CEL.Field { fields[name] ?? .absent }

    func isEqual(to other: any ObjectValue) -> Bool { typeName == other.typeName }
}
