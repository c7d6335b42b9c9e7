import Document

/// A policy of AWS in its normal form.
///
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
public struct PolicyDocument: Sendable, Hashable {
    public let statements: [PolicyStatement]
    /// What could not be read of the policy as a whole: what it allows and denies is not known then.
    public let doubt: String?

    public init(_ statements: [PolicyStatement], doubt: String? = nil) {
        self.statements = statements
        self.doubt = doubt
    }

    public static let none = PolicyDocument([])

    /// Reads every shape that IAM takes. What cannot be read makes its statement doubtful, never less.
    public init(_ json: JSON) {
        guard let object = json.object else {
            self.init([], doubt: "it is no policy document")
            return
        }
        var elements: [String: JSON] = [:]
        for (name, value) in object {
            guard ["version", "id", "statement"].contains(name.lowercased()),
                elements.updateValue(value, forKey: name.lowercased()) == nil
            else {
                self.init([], doubt: "'\(name)' is not known, or there twice")
                return
            }
        }
        // Variables are texts before version 2012-10-17, which is also what no version means.
        let version = elements["version"] ?? "2008-10-17"
        guard let listed = elements["statement"], ["2008-10-17", "2012-10-17"].contains(version)
        else {
            self.init(
                [],
                doubt: elements["statement"] == nil
                    ? "it has no statement" : "its version is not known"
            )
            return
        }
        let hasVariables = version == "2012-10-17"
        self.init(
            (listed.array ?? [listed]).map { PolicyStatement($0, hasVariables: hasVariables) }
        )
    }
}
