@testable import CEL

/// A host value of a name and fields.
struct Stand: ObjectValue {
    let typeName: String
    let fields: [String: Field]

    init(_ typeName: String, _ fields: [String: Field]) {
        self.typeName = typeName
        self.fields = fields
    }

    func field(_ name: String) -> Field { fields[name] ?? .absent }

    func isEqual(to other: any ObjectValue) -> Bool {
        guard let other = other as? Stand, other.typeName == typeName else { return false }
        return fields.keys.sorted() == other.fields.keys.sorted()
    }
}

extension Stand {
    static func rule(_ from: Int64, _ cidr: String) -> Value {
        .object(
            Stand("rule", ["from": .value(.int(from)), "cidrs": .value(.list([.string(cidr)]))])
        )
    }

    /// A security group whose policy was not read and that has no owner.
    static let group = Stand(
        "group",
        [
            "ingress": .value(.list([rule(22, "0.0.0.0/0"), rule(80, "10.0.0.0/8")])),
            "name": .value("web"), "policy": .unknown(["GetPolicy"]), "public": .value(true),
        ]
    )

    static let declarations = Declarations(
        variables: ["resource": .object("group"), "now": .timestamp, "port": .int],
        objects: [
            "group": [
                "ingress": .list(.object("rule")), "name": .string, "policy": .dyn,
                "owner": .string, "public": .bool,
            ],
            "rule": ["from": .int, "cidrs": .list(.string)],
        ],
        functions: [
            Function("tag", receiver: .object("group"), parameters: [.string], result: .string) {
                values in
                if case .string("unread") = values[1] { return .unknown(["ListTags"]) }
                return .value("prod")
            },
            Function("from", receiver: .object("rule"), parameters: [.string], result: .bool) {
                values in
                guard case .object(let rule) = values[0],
                    case .value(.list(let list)) = rule.field("cidrs")
                else { return .error(EvaluationError(.host, "no cidrs")) }
                var meter = Meter(limit: 100)
                return .value(.bool(list.contains { Equality.areEqual($0, values[1], &meter) }))
            },
            Function("describe", parameters: [.int], result: .string) { _ in .value("int") },
            Function("describe", parameters: [.string], result: .string) { _ in .value("string") },
            Function("size", receiver: .object("group"), result: .int) { _ in .value(99) },
        ]
    )

    static let bindings: Bindings = ["resource": .value(.object(group)), "port": .value(22)]
}
