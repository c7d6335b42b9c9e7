/// The keys that say how a guardrail may change things, in its own file and in parapet.yaml.
extension YAMLValue {
    func modes() -> [String: Mode] {
        let pairs = entries().compactMap { entry in
            entry.value.choice(Mode.self).map { (entry.name, $0) }
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// `{ granted-by: security, at-most: 90d, by-tag: false }`
    func exceptionRules() -> Guardrail.ExceptionRules {
        let keys = keys(["granted-by", "at-most", "by-tag"])
        var rules = Guardrail.ExceptionRules()
        rules.grantedBy = keys["granted-by"]?.databaseRole()
        rules.atMostSeconds = keys["at-most"]?.durationSeconds()
        rules.byTag = keys["by-tag"]?.flag()
        return rules
    }

    /// `{ by: [security, owner], expires: 72h }`
    func approval() -> Guardrail.Approval.Keys {
        let keys = keys(["by", "expires"])
        var approval = Guardrail.Approval.Keys()
        approval.expiresSeconds = keys["expires"]?.durationSeconds()
        guard let value = keys["by"] else { return approval }
        let names: [YAMLValue]
        if case .sequence = value.node { names = value.list() } else { names = [value] }
        approval.by = names.compactMap { $0.databaseRole() }.map { .init(text: $0) }
        if names.isEmpty {
            value.bad(
                "nobody is named: roles of the database, or 'owner'",
                hint: "leave 'by' out for who may grant exceptions"
            )
        }
        return approval
    }

    func limits() -> Guardrail.Limits.Keys {
        let keys = keys([
            "changes-per-sweep", "share-per-sweep", "changes-per-hour", "waves",
            "failures-in-a-row", "writes-per-second",
        ])
        var limits = Guardrail.Limits.Keys()
        limits.changesPerSweep = keys["changes-per-sweep"]?.count(from: 0)
        limits.sharePerSweep = keys["share-per-sweep"]?.percent()
        limits.changesPerHour = keys["changes-per-hour"]?.count(from: 0)
        limits.waves = keys["waves"]?.waves()
        limits.failuresInARow = keys["failures-in-a-row"]?.count(from: 1)
        limits.writesPerSecond = keys["writes-per-second"]?.count(from: 1)
        return limits
    }

    private func count(from least: Int) -> Int? {
        guard let count = number() else { return nil }
        guard count >= least else {
            bad(least == 0 ? "a limit is not negative" : "at least \(least)")
            return nil
        }
        return count
    }

    /// `5%`
    private func percent() -> Int? {
        guard let text = text() else { return nil }
        guard text.hasSuffix("%"), let percent = Int(text.dropLast()), (1...100).contains(percent)
        else {
            bad("'\(text)' is not a share: a whole percentage from 1% to 100%")
            return nil
        }
        return percent
    }

    /// `[1, 10, all]`
    private func waves() -> [Guardrail.Limits.Wave]? {
        let waves = list().compactMap { $0.wave() }
        guard case .sequence = node else { return nil }
        if waves.last != .all || waves.dropLast().contains(.all) {
            bad(
                "waves are counts and, as the last one, 'all'",
                hint: "write [1, 10, all], or [all] for a single one"
            )
        }
        return waves
    }

    private func wave() -> Guardrail.Limits.Wave? {
        if node.scalar?.string == "all" { return .all }
        return count(from: 1).map { .count($0) }
    }

    private static let longestRoleBytes = 63

    /// The name of a role of the database (PostgreSQL, "Identifiers and Key Words").
    package func databaseRole() -> String? {
        guard let name = text() else { return nil }
        guard !name.allSatisfy(\.isWhitespace), name.utf8.count <= Self.longestRoleBytes else {
            bad("'\(name)' is not a role of the database: 1 to \(Self.longestRoleBytes) bytes")
            return nil
        }
        return name
    }
}
