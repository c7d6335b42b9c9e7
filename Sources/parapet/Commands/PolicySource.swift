import CEL
import Document
import Guardrails
import Policy

/// The text of a file of policies, and where in it something is wrong.
struct PolicySource {
    let text: String
    let file: String

    /// - Parameter number: of the code: 02 unknown key, 03 wrong type, 04 missing, 05 bad value.
    func problem(
        _ number: String,
        _ path: [String],
        _ message: String,
        hint: String? = nil
    ) -> Problems {
        let codes = [
            "02": "PAR-POL-02", "03": "PAR-POL-03", "04": "PAR-POL-04", "05": "PAR-POL-05",
        ]
        let place = JSONPlace(of: path, in: text)
        return Problems([
            Problem(
                code: codes[number] ?? "PAR-POL-05",
                place: Place(file: file, line: place.line, column: place.column),
                message: path.isEmpty ? message : "\(path.joined(separator: ".")): \(message)",
                hint: hint ?? "'parapet policy evaluate --help' shows the input"
            )
        ])
    }

    /// The members of an object that has no others; those that are null are left out.
    func members(
        _ value: JSON,
        _ path: [String],
        names: [String]
    ) throws(Problems) -> Object {
        guard let members = value.object else {
            throw problem("03", path, "expected an object, found \(value.kind)")
        }
        for name in members.keys where !names.contains(name) {
            throw problem(
                "02",
                path + [name],
                "there is no key '\(name)'",
                hint: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
                    ?? "there is \(names.joined(separator: ", "))"
            )
        }
        return Object(members.filter { !$0.1.isNull })
    }

    /// A policy, as an object or as the text of one.
    func document(_ value: JSON?, _ path: [String]) throws(Problems) -> PolicyDocument? {
        guard let value else { return nil }
        let json = value.string.flatMap { try? JSON.parse($0) } ?? value
        guard json.object != nil else {
            throw problem("03", path, "expected a policy, found \(value.kind)")
        }
        return PolicyDocument(json)
    }

    /// One, or a list.
    func documents(_ value: JSON?, _ path: [String]) throws(Problems) -> [PolicyDocument] {
        var documents: [PolicyDocument] = []
        guard let list = value?.array else {
            return try document(value, path).map { [$0] } ?? []
        }
        for (place, item) in list.enumerated() {
            if let found = try document(item, path + ["\(place)"]) { documents.append(found) }
        }
        return documents
    }

    /// A list of levels, each a policy or a list of them.
    func levels(_ policies: Object, _ name: String) throws(Problems) -> [[PolicyDocument]] {
        guard let value = policies[name] else { return [] }
        guard let list = value.array else {
            throw problem(
                "03",
                ["policies", name],
                "expected a list of levels, found \(value.kind)",
                hint: "write [[policy, …], …]: the root, each unit, the account"
            )
        }
        var levels: [[PolicyDocument]] = []
        for (place, level) in list.enumerated() {
            levels.append(try documents(level, ["policies", name, "\(place)"]))
        }
        return levels
    }
}
