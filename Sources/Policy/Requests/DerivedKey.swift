/// A condition key that says no more than who makes the request.
///
/// Source: IAM User Guide, "AWS global condition context keys".
enum DerivedKey {
    case arn, account, isService, serviceName

    init?(_ key: String) {
        switch key {
        case "aws:principalarn": self = .arn
        case "aws:principalaccount", "kms:calleraccount": self = .account
        case "aws:principalisawsservice": self = .isService
        case "aws:principalservicename": self = .serviceName
        default: return nil
        }
    }

    /// The principals whose key has one of these values, or none of them.
    func sides(_ values: [Glob], isNegated: Bool, mayBeAbsent: Bool) -> Solver.Conjunction {
        let named = values.flatMap(principals)
        var sides: [StringSet] = []
        switch (isNegated, mayBeAbsent) {
        case (true, true): sides = [.matchingNone(of: named)]
        case (true, false): sides = [.matching(holders), .matchingNone(of: named)]
        case (false, true): sides = [.matching(named + others)]
        case (false, false): sides = [.matching(named)]
        }
        return sides.map { (key: RequestSide.principal, set: .texts($0)) }
    }

    func sides(isMissing: Bool) -> Solver.Conjunction {
        [(key: RequestSide.principal, set: .texts(.matching(isMissing ? others : holders)))]
    }

    private func principals(_ value: Glob) -> [Glob] {
        switch self {
        case .arn: Principal.globs(arn: value)
        case .account: Principal.globs(account: value)
        case .serviceName: [Glob(literal: "service:") + value]
        case .isService:
            (value.matches("true") ? Principal.isService : [])
                + (value.matches("false") ? Principal.isSignedByNoService : [])
        }
    }

    /// Who has the key.
    private var holders: [Glob] {
        switch self {
        case .arn, .account: Principal.isAWS
        case .serviceName: Principal.isService
        case .isService: Principal.isService + Principal.isSignedByNoService
        }
    }

    private var others: [Glob] {
        switch self {
        case .arn, .account: Principal.isNotAWS
        case .serviceName: Principal.isNoService
        case .isService: Principal.isUnsigned
        }
    }
}
