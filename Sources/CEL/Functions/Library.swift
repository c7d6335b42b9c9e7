/// The one table of standard functions, operators and extensions.
enum Library {
    static let overloads: [String: [Overload]] = Dictionary(
        grouping: arithmetic + comparison + conversions + texts + times + strings + math
            + encoders + optionals + networks,
        by: \.name
    )

    /// One implementation under several signatures.
    static func function(
        _ name: String,
        _ signatures: [([ValueType], ValueType)],
        isMember: Bool = false,
        isVariadic: Bool = false,
        _ body: Implementation.Body
    ) -> [Overload] {
        let implementation = Implementation(body)
        return signatures.map { parameters, result in
            Overload(
                name,
                isMember: isMember,
                parameters: parameters,
                isVariadic: isVariadic,
                result: result,
                implementation: implementation
            )
        }
    }

    static func method(
        _ name: String,
        _ signatures: [([ValueType], ValueType)],
        _ body: Implementation.Body
    ) -> [Overload] {
        function(name, signatures, isMember: true, body)
    }

    static let element = ValueType.parameter("T")
    static let key = ValueType.parameter("K")
}
