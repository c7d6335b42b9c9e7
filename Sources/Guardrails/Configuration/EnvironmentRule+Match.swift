extension Configuration.EnvironmentRule {
    /// Whether a tag, a unit or the name puts the account in here; without regard to case.
    func matches(_ account: Account) -> Bool {
        let isTagged = account.tags.contains { key, value in
            tags.contains {
                $0.key.isCaseVariant(of: key) && $0.values.containsCaseVariant(of: value)
            }
        }
        if isTagged { return true }
        let name = account.name.lowercased()
        if names.contains(where: { Pattern($0.lowercased()).matches(name) }) { return true }
        return units.contains { account.isBelow(unit: $0) }
    }
}

extension Account {
    /// Whether the account is in a unit, or in one below it. The unit is written as its path, with
    /// or without the root, as its id, or as its last name alone.
    func isBelow(unit written: String) -> Bool {
        if unitIDs.containsCaseVariant(of: written) { return true }
        guard let unit else { return false }
        let wanted = UnitPath(written).names
        let names = UnitPath(unit).names
        guard !wanted.isEmpty else { return false }
        return wanted.count == 1 ? names.contains(wanted[0]) : names.starts(with: wanted)
    }
}

/// The names of nested organizational units, in lower case and without the root.
struct UnitPath {
    let names: [String]

    init(_ text: String) {
        let names = text.lowercased().split(separator: "/").map(String.init)
        self.names = names.count > 1 && names[0] == "root" ? Array(names.dropFirst()) : names
    }
}

extension String {
    func isCaseVariant(of other: String) -> Bool { lowercased() == other.lowercased() }
}

extension Sequence<String> {
    func containsCaseVariant(of text: String) -> Bool { contains { $0.isCaseVariant(of: text) } }
}
