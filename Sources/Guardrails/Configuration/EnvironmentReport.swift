import Document

/// How well the environments of parapet.yaml fit the accounts there are: what a sweep, the coverage
/// and `config check` say of it. A function of values, in an order that does not move.
public struct EnvironmentReport: Sendable, Hashable, Codable {
    /// An account that no environment matches.
    public struct UnclassifiedAccount: Sendable, Hashable, Codable {
        public let id: String
        public let name: String
        /// What nearly put it into an environment; may be empty.
        public let nearMisses: [EnvironmentNearMiss]
    }

    /// By id; suspended accounts are looked at by nobody and are left out.
    public let unclassified: [UnclassifiedAccount]
    /// Environments that no account is in, in the order of the file.
    public let unused: [String]

    /// - Parameter accounts: all of the estate, with their environments decided, as
    ///   ``Configuration/estate(discovered:baselines:)`` gives them.
    public init(_ configuration: Configuration, _ accounts: [Account]) {
        let used = Set(accounts.compactMap(\.environment))
        unused = configuration.environments.map(\.name).filter { !used.contains($0) }
        unclassified = accounts.filter { $0.environment == nil && !$0.isSuspended }
            .sorted { $0.id < $1.id }
            .map { account in
                UnclassifiedAccount(
                    id: account.id,
                    name: account.name,
                    nearMisses: configuration.environments
                        .flatMap { $0.nearMisses(of: account) }
                )
            }
    }

    /// Each near miss with how many accounts it would classify, the most first.
    public var nearMisses: [(miss: EnvironmentNearMiss, accounts: Int)] {
        var counts: [EnvironmentNearMiss: Int] = [:]
        for miss in unclassified.flatMap(\.nearMisses) { counts[miss, default: 0] += 1 }
        return counts.map { (miss: $0.key, accounts: $0.value) }
            .sorted { ($1.accounts, $0.miss.text) < ($0.accounts, $1.miss.text) }
    }

    private static let shownMisses = 3

    /// For people, a line each; none where every account has its environment and every environment
    /// an account.
    public var lines: [String] {
        var lines: [String] = []
        if !unclassified.isEmpty {
            let count = unclassified.count
            var line =
                "\(count) \(count == 1 ? "account matches" : "accounts match") no environment"
            let misses = nearMisses.prefix(Self.shownMisses).map { miss, accounts in
                "\(miss.text)" + (accounts == 1 ? "" : " in \(accounts) accounts")
            }
            if !misses.isEmpty { line += "; nearly: " + misses.joined(separator: ", ") }
            lines.append(line + " | parapet accounts --unclassified")
        }
        lines += unused.map { "environment '\($0)' matches no account" }
        return lines
    }

    /// As the database and `--format json` have it.
    public var json: JSON {
        [
            "unclassified": .array(
                unclassified.map { account in
                    [
                        "id": .string(account.id), "name": .string(account.name),
                        "near_misses": .array(account.nearMisses.map(\.json)),
                    ]
                }
            ),
            "unused": .list(unused),
        ]
    }
}
