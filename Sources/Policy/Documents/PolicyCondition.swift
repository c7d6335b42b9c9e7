import Document

/// One key of one operator in a statement's `Condition`.
public struct PolicyCondition: Sendable, Hashable {
    public let test: ConditionOperator
    /// In lower case: the case of a key's name does not matter.
    public let key: String
    public let values: [PolicyText]

    /// Nil where its values cannot be read.
    init?(_ test: ConditionOperator, key: String, _ value: JSON, hasVariables: Bool) {
        var values: [PolicyText] = []
        for item in value.array ?? [value] {
            let text: String? =
                switch item {
                case .string(let text): text
                case .bool(let flag): String(flag)
                case .int(let number): String(number)
                case .double(let number): String(number)
                default: nil
                }
            guard let text, text.utf8.count <= PolicyText.longest,
                Self.isReadable(text, test.comparison)
            else { return nil }
            values.append(
                PolicyText(
                    text,
                    hasWildcards: test.comparison == .stringLike || test.comparison == .arnLike,
                    hasVariables: hasVariables
                )
            )
        }
        self.test = test
        self.key = key.lowercased()
        self.values = values
    }

    /// Keys that hold an address, for which AWS has operators of their own: what another does with one,
    /// such as StringEquals, is not documented, and Access Analyzer calls it a mismatch of types.
    /// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" (IP address condition
    /// operators) and "IAM Access Analyzer policy check reference".
    private static let addresses: Set<String> = ["aws:sourceip", "aws:vpcsourceip"]

    static func isDocumented(_ test: ConditionOperator, on key: String) -> Bool {
        guard addresses.contains(key.lowercased()) else { return true }
        return test.comparison == .ipAddress || test.comparison == .null
    }

    /// Whether what it asks depends on the request beyond its key.
    var isOpen: Bool {
        isOpenToEmpty || values.contains(where: \.hasVariables)
            || (DerivedKey(key) != nil && !test.isOfTexts)
    }

    private static func isReadable(
        _ text: String,
        _ comparison: ConditionOperator.Comparison
    ) -> Bool {
        switch comparison {
        case .stringEquals, .stringLike, .binaryEquals, .arnLike: true
        // AWS does not say what case is beyond ASCII.
        case .stringEqualsIgnoreCase: text.utf8.allSatisfy { $0 < 128 }
        case .bool, .null: ["true", "false"].contains(text.lowercased())
        case .ipAddress: network(text) != nil
        case .numericEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
            .numericGreaterThanEquals:
            number(text) != nil
        case .dateEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
            .dateGreaterThanEquals:
            time(text) != nil
        }
    }

    /// A network, or an address alone.
    static func network(_ text: String) -> Network? {
        if text.utf8.contains(UInt8(ascii: "/")) { return Network(text) }
        return Network(text + (text.utf8.contains(UInt8(ascii: ":")) ? "/128" : "/32"))
    }

    /// Nil beyond what a double holds exactly; decimal digits only.
    static func number(_ text: String) -> Double? {
        guard !text.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") })
        else { return nil }
        return Double(text).flatMap { $0.magnitude <= 9_007_199_254_740_992 ? $0 : nil }
    }

    /// Seconds since 1970: of a date of ISO 8601, or written as such.
    static func time(_ text: String) -> Double? {
        if let seconds = number(text) { return seconds }
        let text = text.utf8.count == 10 ? text + "T00:00:00Z" : text
        return Timestamp(text).map { Double($0.seconds) + Double($0.nanoseconds) / 1e9 }
    }
}
