import Document

extension Configuration {
    /// Joins what AWS Organizations told (`discovered`; empty without `organization`) with the
    /// accounts named in the file. A listed account's keys win.
    ///
    /// - Throws: an account that two environments match and whose own entry does not decide.
    public func estate(
        discovered: [Account],
        baselines: [String: [JSON]] = [:]
    ) throws(Problems) -> Estate {
        var problems: [Problem] = []
        var accounts = Dictionary(
            discovered.filter { organization?.excluded.contains($0.id) != true }
                .map { ($0.id, $0) },
            uniquingKeysWith: { $1 }
        )
        for listed in self.accounts {
            var account = accounts[listed.id] ?? Account(id: listed.id, name: listed.id)
            account.name = listed.name ?? account.name
            account.tags.merge(listed.tags) { $1 }
            accounts[listed.id] = account
        }
        let listed = Dictionary(
            self.accounts.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for (id, account) in accounts {
            if let environment = listed[id]?.environment {
                accounts[id]?.environment = environment
                continue
            }
            let matching = environments.filter { $0.matches(account) }
            if matching.count > 1 {
                problems.append(
                    Problem(
                        code: "PAR-CFG-06",
                        place: listed[id]?.place ?? matching[1].place,
                        message: "account \(id) (\(account.name)) is matched by the environments "
                            + matching.map(\.name).joined(separator: ", "),
                        hint: "list it under 'accounts' with its 'environment'"
                    )
                )
            } else {
                accounts[id]?.environment = matching.first?.name
            }
        }
        guard problems.isEmpty else {
            throw Problems(problems.sorted { $0.message < $1.message })
        }
        return Estate(
            accounts: accounts.values.sorted { $0.id < $1.id },
            // One that is listed in the file all the same is among the accounts.
            excluded: (organization?.excluded ?? []).filter { accounts[$0] == nil }.sorted(),
            knownNetworks: knownNetworks,
            partners: partners,
            baselines: baselines
        )
    }

    /// The accounts that the file names: all there are, where no organization lists them.
    public var namedAccounts: [String] {
        accounts.map(\.id) + (organization?.excluded.sorted() ?? [])
    }

    /// Whether all regions that the account has enabled are swept: it has to be asked which they
    /// are. What is in regions that are left out is unknown, never absent.
    public func sweepsAllRegions(of account: String) -> Bool {
        regions == .all && accounts.first { $0.id == account }?.regions == nil
    }

    /// Whether all regions of all accounts are swept.
    public var leavesNoRegionOut: Bool {
        regions == .all && accounts.allSatisfy { $0.regions == nil }
    }

    /// The regions of an account, given those that it has enabled.
    public func regions(of account: String, enabled: [String]) -> [String] {
        if let own = accounts.first(where: { $0.id == account })?.regions {
            return own.map(\.name)
        }
        return switch regions {
        case .all: enabled
        case .named(let regions): regions.map(\.name)
        }
    }
}
