/// How a condition compares: `ForAnyValue:StringNotEqualsIfExists`.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for
/// multi-valued context keys".
public struct ConditionOperator: Sendable, Hashable {
    public enum Comparison: String, Sendable, Hashable {
        case stringEquals, stringEqualsIgnoreCase, stringLike
        case numericEquals, numericLessThan, numericLessThanEquals, numericGreaterThan
        case numericGreaterThanEquals
        case dateEquals, dateLessThan, dateLessThanEquals, dateGreaterThan, dateGreaterThanEquals
        case bool, binaryEquals, ipAddress, arnLike, null
    }

    public enum Quantifier: Sendable, Hashable { case one, any, all }

    public let comparison: Comparison
    public let isNegated: Bool
    public let quantifier: Quantifier
    /// Also holds where the key is missing.
    public let ifExists: Bool

    private static let comparisons: [String: (Comparison, isNegated: Bool)] = [
        "stringequals": (.stringEquals, false), "stringnotequals": (.stringEquals, true),
        "stringequalsignorecase": (.stringEqualsIgnoreCase, false),
        "stringnotequalsignorecase": (.stringEqualsIgnoreCase, true),
        "stringlike": (.stringLike, false), "stringnotlike": (.stringLike, true),
        "numericequals": (.numericEquals, false), "numericnotequals": (.numericEquals, true),
        "numericlessthan": (.numericLessThan, false),
        "numericlessthanequals": (.numericLessThanEquals, false),
        "numericgreaterthan": (.numericGreaterThan, false),
        "numericgreaterthanequals": (.numericGreaterThanEquals, false),
        "dateequals": (.dateEquals, false), "datenotequals": (.dateEquals, true),
        "datelessthan": (.dateLessThan, false),
        "datelessthanequals": (.dateLessThanEquals, false),
        "dategreaterthan": (.dateGreaterThan, false),
        "dategreaterthanequals": (.dateGreaterThanEquals, false),
        "bool": (.bool, false), "binaryequals": (.binaryEquals, false),
        "ipaddress": (.ipAddress, false), "notipaddress": (.ipAddress, true),
        // AWS takes both for the same.
        "arnequals": (.arnLike, false), "arnlike": (.arnLike, false),
        "arnnotequals": (.arnLike, true), "arnnotlike": (.arnLike, true),
        "null": (.null, false),
    ]

    /// Nil for an operator that AWS does not have.
    init?(_ name: String) {
        var rest = name.lowercased()[...]
        var quantifier = Quantifier.one
        if rest.hasPrefix("foranyvalue:") {
            quantifier = .any
            rest = rest.dropFirst(12)
        } else if rest.hasPrefix("forallvalues:") {
            quantifier = .all
            rest = rest.dropFirst(13)
        }
        ifExists = rest.hasSuffix("ifexists")
        if ifExists { rest = rest.dropLast(8) }
        guard let found = Self.comparisons[String(rest)],
            !(found.0 == .null && (ifExists || quantifier != .one))
        else { return nil }
        (comparison, isNegated) = found
        self.quantifier = quantifier
    }
}
