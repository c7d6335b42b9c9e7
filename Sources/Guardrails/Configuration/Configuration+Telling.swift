import Document

extension Configuration {
    /// How long what can wait is gathered.
    public enum Digest: String, Sendable, Hashable, CaseIterable {
        /// Nothing is gathered.
        case never
        case hourly, daily, weekly
    }

    /// Hours of every day in which nobody is told, but of what cannot wait.
    public struct Quiet: Sendable, Hashable {
        /// When people are told.
        public var waking: ChangeWindow
        /// What cannot wait.
        public var except: Set<Severity>

        /// That moment where something of that severity may be said, else when it next may.
        ///
        /// - Parameter severity: nil: what has none waits.
        public func opening(of severity: Severity?, at now: Timestamp) -> Timestamp {
            severity.map(except.contains) == true ? now : waking.opening(at: now)
        }
    }

    /// Where an account's owners are told.
    public struct AccountChannel: Sendable, Hashable {
        /// What the account's id or name is; `*` and `?` as in IAM policies.
        public var pattern: String
        public var channel: NamedInFile
    }

    public func channel(_ name: String) -> Channel? { channels.first { $0.name.name == name } }

    /// The channel of the first pattern that an account's id or its name fits.
    public func channel(ofAccount id: String, name: String) -> Channel? {
        owners.accounts.first { entry in
            let pattern = Pattern(entry.pattern)
            return pattern.matches(id) || pattern.matches(name)
        }.flatMap { channel($0.channel.name) }
    }
}
