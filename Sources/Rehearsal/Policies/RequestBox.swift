import Document
import Policy

/// The box that holds one request alone, as far as policies can tell it from others.
enum RequestBox {
    static func of(_ request: Request, under policies: PolicySet) throws(Undecidable) -> Box {
        func literal(_ text: String) -> KeySet { .texts(.matching([Glob(literal: text)])) }
        var sides: [Box.Side] = [
            (key: RequestSide.principal, set: literal(request.principal.text)),
            (key: RequestSide.action, set: literal(request.action)),
            (key: RequestSide.resource, set: literal(request.resource)),
        ]
        for condition in policies.conditions where !saidByPrincipal.contains(condition.key) {
            let key = condition.key
            guard let values = request.values(key) else {
                sides.append((key: key, set: .absent))
                continue
            }
            guard let all = set(condition.test.comparison, values) else {
                sides.append((key: key, set: .present))
                continue
            }
            sides.append((key: key, set: KeySet(mayBeAbsent: false, each: all)))
            for value in values {
                let some = set(condition.test.comparison, [value]).map { [$0] } ?? []
                sides.append((key: key, set: KeySet(mayBeAbsent: false, some: some)))
            }
        }
        return try Box(sides)
    }

    private static let saidByPrincipal = [
        "aws:principalarn", "aws:principalaccount", "kms:calleraccount",
        "aws:principalisawsservice", "aws:principalservicename",
    ]

    /// The values as the kind of thing that a condition reads them as; nil where it reads none.
    private static func set(
        _ comparison: ConditionOperator.Comparison,
        _ values: [String]
    ) -> ValueSet? {
        switch comparison {
        case .null: nil
        case .ipAddress:
            .networks(
                NetworkSet(values.compactMap { Network($0 + ($0.contains(":") ? "/128" : "/32")) })
            )
        case .numericEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
            .numericGreaterThanEquals:
            .numbers(values.compactMap { Double($0) }.reduce(.nothing) { $0.union(.only($1)) })
        case .dateEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
            .dateGreaterThanEquals:
            .times(
                values.compactMap { Timestamp($0) }.reduce(.nothing) {
                    $0.union(.only(Double($1.seconds)))
                }
            )
        default: .texts(.matching(values.map { Glob(literal: $0) }))
        }
    }
}

extension PolicySet {
    private var statements: [PolicyStatement] {
        let levels = (serviceControl + resourceControl).flatMap(\.self)
        return (identity + [boundary, session, resource].compactMap(\.self) + levels)
            .flatMap(\.statements)
    }

    fileprivate var conditions: [PolicyCondition] { statements.flatMap(\.conditions) }
}
