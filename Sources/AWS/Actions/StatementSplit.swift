import CEL
import Document

/// An Allow of a bucket policy, split in one for the known networks and one for the endpoints.
struct StatementSplit {
    private let statement: JSON
    private let networks: [String]
    private let endpoints: [String]

    init(_ statement: JSON, networks: [String], endpoints: [String]) {
        self.statement = statement
        self.networks = networks
        self.endpoints = endpoints
    }

    /// Why there are no parts.
    var problem: String {
        statement["NotPrincipal"] != nil
            ? "a statement lets in all but those whom it names (NotPrincipal)"
            : "a statement is open to none of the known networks"
    }

    /// Nil where it cannot be split. Two conditions on addresses hold together: what both name is left.
    /// A statement that names addresses lets in no endpoint, through which requests carry none.
    ///
    /// - Parameter sids: those that are taken; names are unique in a policy.
    func parts(_ sids: inout Set<String>) -> [JSON]? {
        guard statement["NotPrincipal"] == nil, let members = statement.object else { return nil }
        let condition = members["Condition"]?.object ?? Object()
        let own = sourceNetworks(condition)
        let left = own.map(intersection) ?? networks
        guard !left.isEmpty else { return nil }
        var first = members
        first["Condition"] = .object(
            adding("IpAddress", "aws:SourceIp", .list(left), to: condition)
        )
        first["Sid"] = name(members["Sid"]?.string, "Networks", &sids)
        guard own == nil, !endpoints.isEmpty else { return [.object(first)] }
        var second = members
        second["Condition"] = .object(
            adding("StringEquals", "aws:SourceVpce", .list(endpoints), to: condition)
        )
        second["Sid"] = name(members["Sid"]?.string, "Endpoints", &sids)
        return [.object(first), .object(second)]
    }

    private func name(_ sid: String?, _ kind: String, _ taken: inout Set<String>) -> JSON? {
        guard let sid else { return nil }
        var name = sid + kind
        var number = 2
        while taken.contains(name) {
            name = "\(sid)\(kind)\(number)"
            number += 1
        }
        taken.insert(name)
        return .string(name)
    }

    /// What `IpAddress` asks of `aws:SourceIp` already; nil: nothing.
    private func sourceNetworks(_ condition: Object) -> [String]? {
        let operators = condition.filter { $0.0.lowercased() == "ipaddress" }
        let values = operators.flatMap { ($0.1.object ?? Object()).map { $0 } }
            .filter { $0.0.lowercased() == "aws:sourceip" }.map { $0.1 }
        guard let value = values.first else { return nil }
        return value.array.map { JSON.array($0).texts } ?? [value.string].compactMap(\.self)
    }

    /// Of two networks that meet the narrower one is in the other.
    private func intersection(_ own: [String]) -> [String] {
        var found: Set<String> = []
        for text in networks {
            guard let known = Network(text) else { continue }
            for other in own {
                let written =
                    other.contains("/") ? other : other + (other.contains(":") ? "/128" : "/32")
                guard let theirs = Network(written) else { continue }
                if theirs.contains(known) {
                    found.insert(text)
                } else if known.contains(theirs) {
                    found.insert(written)
                }
            }
        }
        return found.sorted()
    }

    private func adding(
        _ test: String,
        _ key: String,
        _ value: JSON,
        to condition: Object
    ) -> Object {
        var condition = condition
        // Names of operators and keys are in any case, and each stands once.
        let written = condition.keys.first { $0.lowercased() == test.lowercased() } ?? test
        var keys = condition[written]?.object ?? Object()
        let named = keys.keys.first { $0.lowercased() == key.lowercased() } ?? key
        keys[named] = value
        condition[written] = .object(keys)
        return condition
    }
}
