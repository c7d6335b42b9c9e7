import CEL
import Document

/// Something of an account that nearly puts it into an environment: a spelling to mend, in
/// parapet.yaml or at the account.
public struct EnvironmentNearMiss: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case tagKey = "tag key"
        case tagValue = "tag value"
        case unit, name
    }

    public let environment: String
    public let kind: Kind
    /// What the account has.
    public let found: String
    /// What the configuration asks for.
    public let wanted: String

    /// `tag value 'production' ~ 'prod' (prod)`
    public var text: String { "\(kind.rawValue) '\(found)' ~ '\(wanted)' (\(environment))" }

    public var json: JSON {
        [
            "environment": .string(environment), "kind": .string(kind.rawValue),
            "found": .string(found), "wanted": .string(wanted),
        ]
    }
}

extension Configuration.EnvironmentRule {
    /// In an order that does not move.
    func nearMisses(of account: Account) -> [EnvironmentNearMiss] {
        var misses: [EnvironmentNearMiss] = []
        func miss(_ kind: EnvironmentNearMiss.Kind, _ found: String, _ wanted: String) {
            misses.append(
                EnvironmentNearMiss(
                    environment: name,
                    kind: kind,
                    found: found,
                    wanted: wanted
                )
            )
        }
        for (key, value) in account.tags.sorted(by: { $0.key < $1.key }) {
            for tag in tags {
                if tag.key.isCaseVariant(of: key) {
                    for wanted in tag.values where value.isNearly(wanted) {
                        miss(.tagValue, value, wanted)
                    }
                } else if key.isNearly(tag.key), tag.values.containsCaseVariant(of: value) {
                    miss(.tagKey, key, tag.key)
                }
            }
        }
        if let unit = account.unit {
            for wanted in units where unit.isNearly(unit: wanted) { miss(.unit, unit, wanted) }
        }
        for wanted in names where account.name.isNearly(wanted) {
            miss(.name, account.name, wanted)
        }
        return misses
    }
}

extension String {
    /// Whether people may have meant the other: a slip of the hand, or one is the other cut short
    /// (`production`, `prod`). What is equal but for case is no slip here, it matches.
    fileprivate func isNearly(_ other: String) -> Bool {
        let (own, wanted) = (lowercased(), other.lowercased())
        guard own != wanted else { return false }
        if Suggestion.nearest(to: own, in: [wanted]) != nil { return true }
        let shorter = own.count < wanted.count ? own : wanted
        return shorter.count >= Self.shortestStem && own.hasPrefix(shorter)
            && wanted.hasPrefix(shorter)
    }

    /// `dev` for `development`; two letters begin too many words.
    private static let shortestStem = 3

    /// Of a path any name may be what was meant by one name; whole paths are compared whole.
    fileprivate func isNearly(unit other: String) -> Bool {
        let (own, wanted) = (UnitPath(self).names, UnitPath(other).names)
        if wanted.count == 1 { return own.contains { $0.isNearly(wanted[0]) } }
        return own.joined(separator: "/").isNearly(wanted.joined(separator: "/"))
            || own.last == wanted.last
    }
}
