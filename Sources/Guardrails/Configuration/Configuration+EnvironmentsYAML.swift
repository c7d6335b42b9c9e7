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
            checkName(of: environment, source)
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

    private func checkName(of environment: EnvironmentRule, _ source: YAMLSource) {
        let name = environment.name
        let refusal: String? =
            switch name.lowercased() {
            case "default":
                "guardrails write 'default' for all environments that they do not name"
            case "none", "unclassified": "it reads as if the account had no environment"
            case _ where name.contains(where: { "*?,".contains($0) }):
                "it reads like a pattern or a list: letters, digits and '-'"
            case let text
            where text.first.map(\.isWhitespace) != false || text.last?.isWhitespace == true:
                "a name has letters, and no space before or behind them"
            default: nil
            }
        if let refusal {
            source.report(
                .badValue,
                at: environment.place,
                "an environment cannot be called '\(name)'",
                hint: refusal
            )
        } else if name.contains(where: \.isWhitespace) {
            source.report(
                .doubtful,
                at: environment.place,
                "the environment '\(name)' has a space in its name",
                hint: "write '-': else it has to be quoted wherever it is typed"
            )
        }
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
                    $0.key.refuseBlank("a tag's key")
                    return Configuration.EnvironmentRule.Tag(
                        key: $0.name,
                        values: $0.value.textOrTexts()
                    )
                } ?? [],
                units: keys["units"]?.textsThatSay("a unit") ?? [],
                names: keys["names"]?.textsThatSay("an account's name") ?? [],
                place: entry.key.place
            )
        }
    }

    private func textsThatSay(_ what: String) -> [String] {
        list().compactMap { value in
            value.refuseBlank(what)
            return value.text()
        }
    }

    /// It would match what has none, or nothing at all.
    private func refuseBlank(_ what: String) {
        guard let text = node.scalar?.string, text.allSatisfy(\.isWhitespace) else { return }
        bad("\(what) is not empty", hint: "leave it out")
    }
}
