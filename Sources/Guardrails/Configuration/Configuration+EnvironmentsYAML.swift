import CEL

extension Configuration {
    /// Holds names of environments to each other, and those that accounts name to them.
    func checkEnvironments(of value: YAMLValue?, _ source: YAMLSource) {
        for account in accounts {
            guard let name = account.environment,
                !environments.contains(where: { $0.name == name })
            else { continue }
            source.report(
                .badValue,
                at: account.place,
                "environment '\(name)' is not declared",
                hint: Suggestion.nearest(to: name, in: environments.map(\.name))
                    .map { "did you mean '\($0)'?" } ?? "add it under 'environments'"
            )
        }
        for (index, environment) in environments.enumerated() {
            let name = environment.name
            if name.isEmpty || name == "default" {
                source.report(
                    .badValue,
                    at: environment.place,
                    "an environment cannot be called '\(name)'",
                    hint: "guardrails write 'default' for all environments that they do not name"
                )
            }
            if let other = environments[..<index].first(where: { $0.name.isCaseVariant(of: name) })
            {
                source.report(
                    .badValue,
                    at: environment.place,
                    "the environments '\(other.name)' and '\(name)' differ in case only"
                )
            }
            warnOfEmpty(environment, source)
        }
        warnOfUnused(source)
    }

    /// One without a rule that no listed account names cannot ever have an account.
    private func warnOfEmpty(_ environment: EnvironmentRule, _ source: YAMLSource) {
        guard !source.hasErrors, organization != nil, environment.tags.isEmpty,
            environment.units.isEmpty,
            environment.names.isEmpty,
            !accounts.contains(where: { $0.environment == environment.name })
        else { return }
        source.report(
            .doubtful,
            at: environment.place,
            "environment '\(environment.name)' matches nothing",
            hint: "give it tags, units or names"
        )
    }

    /// Only where all accounts are listed is it known which there are. One whose entry is wrong may
    /// be the one that is meant.
    private func warnOfUnused(_ source: YAMLSource) {
        guard !source.hasErrors, organization == nil, let estate = try? estate(discovered: [])
        else { return }
        let unused = EnvironmentReport(self, estate.accounts).unused
        for environment in environments where unused.contains(environment.name) {
            source.report(
                .doubtful,
                at: environment.place,
                "environment '\(environment.name)' matches no account"
            )
        }
    }
}

extension YAMLValue {
    /// `prod: { tags: { environment: [prod, production] }, units: […], names: […] }`
    func environments() -> [Configuration.EnvironmentRule] {
        entries().map { entry in
            let keys = entry.value.keys(["tags", "units", "names"])
            return Configuration.EnvironmentRule(
                name: entry.name,
                tags: keys["tags"]?.entries().map {
                    Configuration.EnvironmentRule.Tag(
                        key: $0.name,
                        values: $0.value.textOrTexts()
                    )
                } ?? [],
                units: keys["units"]?.texts() ?? [],
                names: keys["names"]?.texts() ?? [],
                place: entry.key.place
            )
        }
    }
}
