import CEL
import Document
import Foundation
import Guardrails
import Policy

/// The file of `parapet policy`: policies, and a request or what is known of one.
struct PolicyInput {
    private let file: String
    private let text: String
    private let policies: PolicySet
    private let hasIdentity: Bool
    private let request: Object

    private static let policyNames = [
        "identity", "boundary", "session", "resource", "service-control", "resource-control",
    ]
    private static let requestNames = ["principal", "action", "resource", "keys"]

    /// - Parameter file: `-` stands for the standard input.
    init(readFrom file: String) throws {
        let text = try TextFile.read(file, code: "PAR-POL-08")
        try self.init(text, file: file == "-" ? "standard input" : file)
    }

    init(_ text: String, file: String) throws(Problems) {
        let source = PolicySource(text: text, file: file)
        let document: JSON
        do throws(ParseFailure) {
            document = try JSON.parse(text)
        } catch {
            throw Problems([
                Problem(
                    code: "PAR-POL-01",
                    place: Place(file: file, line: error.line, column: error.column),
                    message: "it is not JSON: \(error.reason)",
                    hint: "the input is an object with 'policies' and 'request'"
                )
            ])
        }
        let members = try source.members(document, [], names: ["policies", "request"])
        let policies = try source.members(
            members["policies"] ?? [:],
            ["policies"],
            names: Self.policyNames
        )
        let request = try source.members(
            members["request"] ?? [:],
            ["request"],
            names: Self.requestNames
        )
        self.file = file
        self.text = text
        self.request = request
        hasIdentity = policies["identity"] != nil
        self.policies = PolicySet(
            identity: try source.documents(policies["identity"], ["policies", "identity"]),
            boundary: try source.document(policies["boundary"], ["policies", "boundary"]),
            session: try source.document(policies["session"], ["policies", "session"]),
            resource: try source.document(policies["resource"], ["policies", "resource"]),
            serviceControl: try source.levels(policies, "service-control"),
            resourceControl: try source.levels(policies, "resource-control")
        )
        if members["request"] == nil { wasNoRequest = true }
    }

    private var wasNoRequest = false
    private var source: PolicySource { PolicySource(text: text, file: file) }

    var hasResourcePolicy: Bool { policies.resource != nil }
    var hasIdentityPolicies: Bool { hasIdentity }

    /// The principal as it is written; nil where there is none.
    var writtenPrincipal: String? { request["principal"]?.string }

    /// Behind an unknown answer: what of the policies could not be read.
    var doubt: String {
        let doubt = policies.anyDoubt
        return doubt.map { "; not understood: \($0)" } ?? ""
    }

    func principal(required: Bool) throws(Problems) -> Principal? {
        let path = ["request", "principal"]
        guard let value = request["principal"] else {
            if required { throw missing("principal") }
            return nil
        }
        guard let text = value.string else {
            throw source.problem("03", path, "expected text, found \(value.kind)")
        }
        do throws(Principal.Unwritten) {
            return try Principal(written: text)
        } catch {
            throw source.problem("05", path, error.message, hint: error.hint)
        }
    }

    /// - Parameters:
    ///   - action: of the command line, wins over the file's.
    ///   - asPattern: whether the action may stand for several.
    func inquiry(
        action: String?,
        resource: String?,
        asPattern: Bool
    ) throws(Problems) -> Inquiry {
        let action = try given(action, "action")
        do throws(PolicyAction.Wrong) {
            try PolicyAction.check(action, asPattern: asPattern)
        } catch {
            throw source.problem("05", ["request", "action"], error.message, hint: error.hint)
        }
        return Inquiry(
            policies,
            hasIdentity: hasIdentity,
            action: action,
            resource: try given(resource, "resource"),
            keys: try keys()
        )
    }

    private func missing(_ name: String) -> Problems {
        wasNoRequest
            ? source.problem(
                "04",
                [],
                "the key 'request' is missing",
                hint: "add \"request\": {\"principal\", \"action\", \"resource\", \"keys\"}"
            )
            : source.problem(
                "04",
                ["request"],
                "the key '\(name)' is missing in 'request'",
                hint: "add \"\(name)\""
            )
    }

    private func given(_ typed: String?, _ name: String) throws(Problems) -> String {
        if let typed { return typed }
        return try text(name)
    }

    private func text(_ name: String) throws(Problems) -> String {
        guard let value = request[name] else { throw missing(name) }
        guard let text = value.string, !text.isEmpty else {
            throw source.problem("03", ["request", name], "expected text, found \(value.kind)")
        }
        return text
    }

    private func keys() throws(Problems) -> [String: [String]] {
        guard let value = request["keys"], !value.isNull else { return [:] }
        let path = ["request", "keys"]
        guard let members = value.object else {
            throw source.problem("03", path, "expected an object, found \(value.kind)")
        }
        var keys: [String: [String]] = [:]
        for (name, value) in members {
            let items = value.array ?? (value.isNull ? [] : [value])
            let texts = items.compactMap(\.keyText)
            guard texts.count == items.count else {
                throw source.problem(
                    "03",
                    path + [name],
                    "expected a value or a list of them, found \(value.kind)",
                    hint: "a key that is absent is null, or is left out"
                )
            }
            guard keys.updateValue(texts, forKey: name.lowercased()) == nil else {
                throw source.problem(
                    "05",
                    path + [name],
                    "the key '\(name)' is there twice: its case does not matter",
                    hint: "write its values as one list"
                )
            }
        }
        return keys
    }
}

extension JSON {
    /// For messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .int, .double: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// A condition key's value as policies write it; nil for what is none.
    fileprivate var keyText: String? {
        switch self {
        case .string(let text): text
        case .bool, .int, .double: text
        case .null, .array, .object: nil
        }
    }
}
