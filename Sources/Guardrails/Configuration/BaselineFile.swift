import Document

/// A file that `baselines:` of parapet.yaml names: the IAM roles and policies that every account of
/// an environment must have, as they must be.
public enum BaselineFile {
    /// What it asks for, each an object with `kind` (role or policy), `name` and what is wanted of it.
    ///
    /// - Throws: everything that is wrong with the file.
    public static func items(yaml text: String, file: String) throws(Problems) -> [JSON] {
        let source = YAMLSource(file: file, codes: "PAR-BAS")
        var items: [JSON] = []
        if let root = source.root(of: text) {
            let keys = root.keys(["roles", "policies"])
            items += keys["roles"]?.entries().map { role($0.name, $0.value) } ?? []
            items += keys["policies"]?.entries().map { policy($0.name, $0.value) } ?? []
            if items.isEmpty && source.problems.isEmpty {
                root.bad("the baseline asks for nothing")
            }
        }
        guard source.problems.isEmpty else { throw Problems(source.problems) }
        return items
    }

    private static func role(_ name: String, _ value: YAMLValue) -> JSON {
        let keys = value.keys(["trust", "attached", "inline", "boundary"])
        var role: Object = ["kind": "role", "name": .string(name)]
        role["trust"] = keys["trust"]?.policy()
        if let attached = keys["attached"]?.texts() {
            role["attached"] = .array(attached.map { .string($0) })
        }
        if let inline = keys["inline"]?.entries() {
            role["inline"] = .object(Object(inline.map { ($0.name, $0.value.policy()) }))
        }
        role["boundary"] = keys["boundary"]?.text().map { .string($0) }
        return .object(role)
    }

    private static func policy(_ name: String, _ value: YAMLValue) -> JSON {
        let keys = value.keys(["document"], required: ["document"])
        var policy: Object = ["kind": "policy", "name": .string(name)]
        policy["document"] = keys["document"]?.policy()
        return .object(policy)
    }
}

extension YAMLValue {
    /// A policy document: a mapping with statements.
    fileprivate func policy() -> JSON {
        if !keysQuietly.keys.contains("Statement") { bad("a policy has a key 'Statement'") }
        return json()
    }
}
