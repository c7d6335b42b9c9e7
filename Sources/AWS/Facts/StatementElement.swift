import Document
import Guardrails
import Platform
import Policy

/// A statement of a policy as guardrails see it: the elements of `statements`.
enum StatementElement {
    static let all = [element, condition]

    static let element = ResourceType.Element(
        "policy.statement",
        meaning: "one statement of the resource's policy",
        example: "each: { statement: resource.statements }",
        fields: [
            .init("sid", .text, "its name; missing where it has none"),
            .init("effect", .text, "Allow or Deny"),
            .init(
                "principals",
                .list(.text),
                "whom it names: '*', account ids, ARNs, services; empty in policies of identities"
            ),
            .init("not_principals", .list(.text), "all but these"),
            .init("actions", .list(.text), "what it names, such as s3:Get*"),
            .init("not_actions", .list(.text), "all but these"),
            .init("resources", .list(.text), "what it is about; empty in trust policies"),
            .init("not_resources", .list(.text), "all but these"),
            .init("conditions", .list(.element("policy.condition")), "what must hold besides"),
            .init("version", .text, "its policy's version: 2012-10-17 has variables"),
            .init("doubts", .list(.text), "what of it could not be read; methods are then unknown"),
        ],
        key: key,
        text: text
    )

    private static let condition = ResourceType.Element(
        "policy.condition",
        meaning: "one key that a statement's condition compares",
        example: "resource.statements.exists(s, s.conditions.exists(c, c.key == 'aws:sourceip'))",
        fields: [
            .init("operator", .text, "such as StringEquals or ForAnyValue:StringLike"),
            .init("key", .text, "the condition key, in lower case"),
            .init("values", .list(.text), "what it is compared with"),
        ],
        key: { "\($0["operator"]?.string ?? "")/\($0["key"]?.string ?? "")" },
        text: { "\($0["operator"]?.string ?? "") on \($0["key"]?.string ?? "")" }
    )

    /// Its sid, else a hash of what it says: the order of its lists and the case of actions change
    /// nothing.
    static func key(_ statement: Object) -> String {
        if let sid = statement["sid"]?.string, !sid.isEmpty { return sid }
        var content = Object()
        for (name, value) in statement where name != "doubts" {
            let texts = (value.array ?? [value]).map { item in
                let text = ordered(item).canonicalText
                return name.hasSuffix("actions") ? text.lowercased() : text
            }
            if !texts.isEmpty { content[name] = .list(texts.sorted()) }
        }
        return String(SHA256.hexDigest(JSON.object(content).canonicalText.utf8).prefix(12))
    }

    /// With the values of a condition in order.
    private static func ordered(_ item: JSON) -> JSON {
        guard var members = item.object, let values = members["values"]?.array else { return item }
        members["values"] = .list(values.compactMap(\.string).sorted())
        return .object(members)
    }

    /// `statement 'Read': Allow s3:GetObject to *`
    static func text(_ statement: Object) -> String {
        let name = statement["sid"]?.string.map { "statement '\($0)': " } ?? ""
        var text = "\(name)\(statement["effect"]?.string ?? "") \(list("actions", of: statement))"
        let principals = list("principals", of: statement)
        if !principals.isEmpty { text += " to \(principals)" }
        if statement["conditions"]?.array?.isEmpty == false { text += " under a condition" }
        return text
    }

    private static func list(_ name: String, of statement: Object) -> String {
        func texts(_ name: String) -> String {
            (statement[name]?.array ?? []).compactMap(\.string).sorted().joined(separator: ", ")
        }
        let excepted = texts("not_\(name)")
        return excepted.isEmpty ? texts(name) : "all but \(excepted)"
    }
}
