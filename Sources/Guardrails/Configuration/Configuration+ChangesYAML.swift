import CEL

/// The keys that say how things may be changed.
extension Configuration {
    static let changeKeys = ["changes", "owners", "windows", "iac-tags", "guardrails", "signing"]

    mutating func readChanges(_ keys: [String: YAMLValue]) {
        if let value = keys["changes"]?.keys(["at-most"])["at-most"], let mode = value.atMost() {
            changesAtMost = mode
        }
        signingKeyFile = keys["signing"]?.keys(["key"], required: ["key"])["key"]?
            .keys(["file"], required: ["file"])["file"]?.text()
        if let value = keys["owners"] { owners = value.owners() }
        let environments = environments.map(\.name) + accounts.compactMap(\.environment)
        for entry in keys["windows"]?.entries() ?? [] {
            entry.key.checkEnvironment(among: environments)
            windows[entry.name] = entry.value.window()
        }
        for entry in keys["iac-tags"]?.entries() ?? [] {
            iacTags[entry.name] = entry.value.iacTag()
        }
        overrides =
            keys["guardrails"]?.entries().map {
                $0.value.override(of: NamedInFile($0.name, at: $0.key.place), environments)
            } ?? []
    }
}

extension YAMLValue {
    /// `default`, or one of those that there are.
    fileprivate func checkEnvironment(among names: [String]) {
        guard let name = text(), name != "default", !names.contains(name) else { return }
        bad(
            "environment '\(name)' is not declared",
            hint: Suggestion.nearest(to: name, in: names + ["default"])
                .map { "did you mean '\($0)'?" } ?? "add it under 'environments'"
        )
    }

    fileprivate func atMost() -> Mode? {
        guard let mode = choice(Mode.self) else { return nil }
        guard mode != .off else {
            bad(
                "'off' would judge nothing",
                hint: "'observe' is the least; a guardrail's 'environments' may say off"
            )
            return nil
        }
        return mode
    }

    /// `{ tags: [owner, team], roles: { "team-*": shop }, accounts: { "shop-*": "#shop" } }`
    fileprivate func owners() -> Configuration.Owners {
        let keys = keys(["tags", "roles", "accounts", "last-resort"])
        var owners = Configuration.Owners()
        if let value = keys["tags"] {
            owners.tags = value.list().compactMap { $0.tagKey(hint: nil) }
            if case .sequence(let items) = value.node, items.isEmpty {
                value.bad("no tag is named", hint: "leave 'tags' out for owner")
            }
        }
        for entry in keys["roles"]?.entries() ?? [] {
            if entry.name.isEmpty { entry.key.bad("an empty pattern fits nobody") }
            guard let role = entry.value.databaseRole() else { continue }
            owners.roles.append(.init(pattern: entry.name, role: role))
        }
        for entry in keys["accounts"]?.entries() ?? [] {
            if entry.name.isEmpty { entry.key.bad("an empty pattern fits no account") }
            guard let channel = entry.value.text() else { continue }
            owners.accounts.append(
                .init(pattern: entry.name, channel: NamedInFile(channel, at: entry.value.place))
            )
        }
        owners.lastResort = keys["last-resort"].flatMap { value in
            value.text().map { NamedInFile($0, at: value.place) }
        }
        return owners
    }

    fileprivate func window() -> ChangeWindow? {
        guard let text = text() else { return nil }
        do {
            return try ChangeWindow(reading: text)
        } catch {
            bad(error.message, hint: error.hint)
            return nil
        }
    }

    /// `managed-by=terraform`, or a key alone.
    fileprivate func iacTag() -> Configuration.IaCTag? {
        guard let text = text() else { return nil }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let key = parts.first, !key.allSatisfy(\.isWhitespace),
            parts.count == 1 || !parts[1].isEmpty
        else {
            bad("'\(text)' is not a tag", hint: "KEY=VALUE, or KEY alone for any value")
            return nil
        }
        return Configuration.IaCTag(
            key: String(key),
            value: parts.count == 2 ? String(parts[1]) : nil
        )
    }

    /// `{ environments: …, limits: …, approval: …, exceptions: …, with: { ACTION: { … } } }`
    fileprivate func override(
        of name: NamedInFile,
        _ environments: [String]
    ) -> Configuration.GuardrailOverride {
        let keys = keys(["environments", "limits", "approval", "exceptions", "with"])
        var override = Configuration.GuardrailOverride(name: name)
        if let value = keys["environments"] {
            for entry in value.entries() { entry.key.checkEnvironment(among: environments) }
            override.environments = value.modes()
            override.actingModes = value.actingModes()
        }
        override.limits = keys["limits"]?.limits() ?? override.limits
        override.approval = keys["approval"]?.approval() ?? override.approval
        override.exceptions = keys["exceptions"]?.exceptionRules() ?? override.exceptions
        override.with =
            keys["with"]?.entries().map {
                Configuration.ActionParameters(
                    action: NamedInFile($0.name, at: $0.key.place),
                    arguments: $0.value.arguments()
                )
            } ?? []
        return override
    }

    private func actingModes() -> [NamedInFile] {
        entries().compactMap { entry in
            guard let mode = entry.value.node.scalar.flatMap({ Mode(rawValue: $0.string) }),
                mode >= .approve
            else { return nil }
            return NamedInFile(mode.rawValue, at: entry.value.place)
        }
    }
}
