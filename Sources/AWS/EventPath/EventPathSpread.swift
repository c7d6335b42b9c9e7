/// The regions of accounts in which the same is wrong.
struct EventPathSpread: Sendable, Hashable {
    struct Account: Sendable, Hashable {
        let id: String
        /// None where nothing is known of the account.
        let regions: [String]
    }

    /// By their ids.
    let accounts: [Account]

    /// So many accounts, and regions of one, are named; the others are counted.
    private static let shown = 3

    init(_ accounts: [Account]) { self.accounts = accounts }

    init(_ places: [EventPath.Place]) {
        let regions = Dictionary(grouping: places, by: \.account)
        accounts = regions.keys.sorted().map { id in
            Account(id: id, regions: (regions[id] ?? []).map(\.region).sorted())
        }
    }

    /// One for each account.
    var each: [EventPathSpread] { accounts.map { EventPathSpread([$0]) } }

    var isCut: Bool {
        accounts.count > Self.shown
            || accounts.count > 1 && accounts.contains { $0.regions.count > Self.shown }
    }

    /// `account 1: WHAT in r-1, r-2`, or `WHAT in 17 regions of 12 accounts: 1 (r-1, r-2), 2 (r-1)`.
    func text(_ what: String) -> String {
        guard accounts.count == 1 else { return "\(what) \(places): \(names)" }
        return
            "account \(accounts[0].id): \(what) in \(accounts[0].regions.joined(separator: ", "))"
    }

    /// `in 17 regions of 12 accounts`
    var places: String {
        let regions = accounts.map(\.regions.count).reduce(0, +)
        return "in \(regions) regions of \(accounts.count) accounts"
    }

    /// `1 (r-1, r-2), 2 (r-1), 3 (r-1) and 9 more`
    var names: String {
        let names = accounts.map { account -> String in
            guard !account.regions.isEmpty else { return account.id }
            return "\(account.id) (\(Self.list(account.regions)))"
        }
        return Self.list(names)
    }

    private static func list(_ names: [String]) -> String {
        let rest = names.count - shown
        return names.prefix(shown).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
