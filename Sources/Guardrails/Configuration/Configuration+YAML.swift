import CEL
import Document

extension Configuration {
    /// Reads a `parapet.yaml`; `file` is what problems call it.
    ///
    /// - Throws: everything that is wrong with it. What is only doubtful is in ``warnings``.
    public init(yaml text: String, file: String) throws(Problems) {
        let source = YAMLSource(file: file, codes: "PAR-CFG")
        if let root = source.root(of: text) { read(root) }
        guard !source.hasErrors else { throw Problems(source.problems) }
        warnings = source.warnings
    }

    private mutating func read(_ root: YAMLValue) {
        let keys = root.keys(
            [
                "organization", "accounts", "roles", "regions", "environments", "unclassified",
                "networks", "partners", "exception-tag", "baselines", "queue", "inventory",
                "retention", "events", "forensics", "providers",
            ] + Self.changeKeys + Self.tellingKeys
        )
        guard case .mapping = root.node else { return }
        if keys["organization"] == nil && keys["accounts"] == nil {
            root.source.report(
                .missingKey,
                at: root.place,
                "neither 'organization' nor 'accounts' is given",
                hint: "write 'organization: {}' to discover all accounts"
            )
        }
        if let value = keys["organization"] {
            let excluded = value.isEmpty ? nil : value.keys(["exclude"])["exclude"]
            organization = Organization(
                excluded: Set(excluded?.list().compactMap { $0.accountID() } ?? [])
            )
        }
        accounts = keys["accounts"]?.list().compactMap(Self.account) ?? []
        for (index, account) in accounts.enumerated()
        where accounts[..<index].contains(where: { $0.id == account.id }) {
            root.source.report(.badValue, at: account.place, "account \(account.id) stands twice")
        }
        roles = readRoles(keys["roles"], root)
        if let value = keys["regions"] { readRegions(value) }
        environments = keys["environments"]?.environments() ?? []
        unclassified = keys["unclassified"]?.choice(UnclassifiedAccounts.self) ?? unclassified
        checkEnvironments(of: keys["environments"], root.source)
        if let value = keys["networks"]?.keys(["known"])["known"] {
            knownNetworks = value.list().compactMap { $0.network() }
        }
        partners = keys["partners"]?.list().compactMap { $0.accountID() } ?? []
        readBaselines(keys["baselines"])
        if let value = keys["queue"] { readQueue(value) }
        inventoryHistory = keys["inventory"]?.keys(["history"])["history"]?.named() ?? []
        if let value = keys["retention"] { readRetention(value) }
        if let value = keys["forensics"] { forensics = value.forensics() }
        if let value = keys["providers"] { providers = value.providers() }
        if let value = keys["events"] { eventQueues = value.eventQueues() }
        let standard = "leave 'exception-tag' out for guardrail-exception"
        if let tag = keys["exception-tag"]?.tagKey(hint: standard) { exceptionTag = tag }
        readChanges(keys)
        readTelling(keys)
        checkChannels(root.source, written: keys["channels"])
    }

    private mutating func readBaselines(_ value: YAMLValue?) {
        let names = environments.map(\.name) + ["default"]
        for entry in value?.entries() ?? [] {
            if !names.contains(entry.name) {
                entry.key.bad(
                    "environment '\(entry.name)' is not declared",
                    hint: Suggestion.nearest(to: entry.name, in: names)
                        .map { "did you mean '\($0)'?" } ?? "add it under 'environments'"
                )
            }
            baselines[entry.name] = entry.value.text().map {
                NamedInFile($0, at: entry.value.place)
            }
        }
    }

    private mutating func readQueue(_ value: YAMLValue) {
        let keys = value.keys(["jobs-per-account"])
        guard let value = keys["jobs-per-account"], let jobs = value.number() else { return }
        if jobs < 1 { value.bad("at least one job must be allowed") }
        queue.jobsPerAccount = jobs
    }

    private mutating func readRetention(_ value: YAMLValue) {
        let keys = value.keys(["events", "inventory", "sweeps", "received", "notices"])
        retention.eventDays = keys["events"]?.days() ?? retention.eventDays
        retention.inventoryDays = keys["inventory"]?.days() ?? retention.inventoryDays
        retention.sweepDays = keys["sweeps"]?.days() ?? retention.sweepDays
        retention.receivedDays = keys["received"]?.days() ?? retention.receivedDays
        retention.noticeDays = keys["notices"]?.days() ?? retention.noticeDays
    }

    private static func account(_ value: YAMLValue) -> ListedAccount? {
        let keys = value.keys(
            ["id", "name", "environment", "tags", "regions"],
            required: ["id"]
        )
        guard let id = keys["id"]?.accountID() else { return nil }
        return ListedAccount(
            id: id,
            name: keys["name"]?.text(),
            environment: keys["environment"]?.text(),
            tags: keys["tags"]?.textMap() ?? [:],
            regions: keys["regions"]?.regions(),
            place: value.place
        )
    }

    private mutating func readRegions(_ value: YAMLValue) {
        if case .scalar(let scalar) = value.node {
            guard scalar.string != "all" else { return }
            value.wrong("'all' or a list of regions")
        } else {
            regions = .named(value.regions())
        }
    }
}

extension YAMLValue {
    /// One at least: none would read as "nothing to look at", and hardly means that.
    fileprivate func regions() -> [NamedInFile] {
        let regions = named()
        if case .sequence(let items) = node, items.isEmpty {
            bad("no region is named", hint: "write 'all', name some, or leave the key out")
        }
        return regions
    }

    /// Whole days, one at least.
    fileprivate func days() -> Int? {
        guard let seconds = durationSeconds() else { return nil }
        guard seconds >= 86_400 else {
            bad("at least a day must be kept")
            return nil
        }
        return seconds / 86_400
    }

    package func accountID() -> String? {
        guard let id = text() else { return nil }
        guard id.utf8.count == 12, id.utf8.allSatisfy({ (48...57).contains($0) }) else {
            bad("'\(id)' is not an account id: 12 digits, in quotes")
            return nil
        }
        return id
    }

    func network() -> String? {
        guard let text = text() else { return nil }
        guard let network = Network(text) else {
            bad("'\(text)' is not a network in CIDR notation, such as 203.0.113.0/24")
            return nil
        }
        guard network.prefixLength > 0 else {
            bad(
                "'\(text)' is the whole internet, of which nothing is known",
                hint: "name the networks that are yours or your partners'"
            )
            return nil
        }
        let bits = network.bytes.count * 8
        // Nobody has more than 10.0.0.0/8, or in IPv6 the unique local fc00::/7.
        if network.prefixLength < (network.isIPv6 ? 7 : 8) {
            doubt(
                "'\(text)' is a large part of the internet",
                hint: "name the networks that are yours"
            )
        }
        let address = text.split(separator: "/").first ?? ""
        if Network("\(address)/\(bits)")?.bytes != network.bytes {
            doubt(
                "'\(text)' names an address inside its network: the whole network is known",
                hint: "write the network's first address, or /\(bits) for the one address"
            )
        }
        return text
    }
}
