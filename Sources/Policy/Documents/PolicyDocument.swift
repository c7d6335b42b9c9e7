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
        // Variables are texts before version 2012-10-17, which is also what no version means.
        let hasVariables = object["Version"]?.string == "2012-10-17"
        let known = ["version", "id", "statement"]
        let unknown = object.keys.first { !known.contains($0.lowercased()) }
        let listed = object.first { $0.0.lowercased() == "statement" }?.1
        guard let listed, unknown == nil else {
            self.init([], doubt: unknown.map { "'\($0)' is not known" } ?? "it has no statement")
            return
        }
        self.init(
            (listed.array ?? [listed]).map { PolicyStatement($0, hasVariables: hasVariables) }
        )
    }
}
