import CEL
import Document

/// The keys that say who is told what, where and when.
extension Configuration {
    static let tellingKeys = ["channels", "digest", "quiet"]

    mutating func readTelling(_ keys: [String: YAMLValue]) {
        for entry in keys["channels"]?.entries() ?? [] {
            guard let name = entry.key.channelName(),
                let channel = entry.value.channel(NamedInFile(name, at: entry.key.place))
            else { continue }
            channels.append(channel)
        }
        for entry in keys["digest"]?.entries() ?? [] {
            guard let severity = entry.key.choice(Severity.self),
                let digest = entry.value.choice(Digest.self)
            else { continue }
            digests[severity] = digest
        }
        quiet = keys["quiet"]?.quiet()
    }

    /// Holds what names a channel to those that there are.
    func checkChannels(_ source: YAMLSource, written: YAMLValue?) {
        // One that could not be read is not a name that nobody knows.
        let names = written?.entries().map(\.name) ?? []
        for named in owners.accounts.map(\.channel) + [owners.lastResort].compactMap(\.self)
        where !names.contains(named.name) {
            source.report(
                .badValue,
                at: named.place,
                "there is no channel '\(named.name)'",
                hint: Self.hint(to: named.name, among: names)
            )
        }
    }

    static func hint(to name: String, among names: [String]) -> String {
        Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
            ?? (names.isEmpty
                ? "add it under 'channels'" : "'channels' has \(names.joined(separator: ", "))")
    }

    /// Channels that guardrails tell and that are not there. Nobody is told anything before there is
    /// a channel, so that a guardrail may name one before.
    public func channelProblems(among guardrails: [Guardrail]) -> [Problem] {
        guard !channels.isEmpty else { return [] }
        let names = channels.map(\.name.name)
        return guardrails.flatMap { guardrail in
            guardrail.allActions.flatMap { use -> [Problem] in
                guard case .notify(let receivers) = use.kind else { return [] }
                return receivers.filter { $0 != Self.owner && !names.contains($0) }.map { name in
                    Problem(
                        code: "PAR-NOT-01",
                        place: use.place,
                        message: "\(guardrail.name) tells '\(name)', and there is no such channel",
                        hint: Self.hint(to: name, among: names + [Self.owner])
                    )
                }
            }
        }
    }

    /// Whoever owns the resource.
    static let owner = "owner"
}

extension YAMLValue {
    /// What guardrails and people type: `#cloud-security`, `security-mail`.
    fileprivate func channelName() -> String? {
        guard let name = text() else { return nil }
        guard name != Configuration.owner else {
            bad(
                "a channel cannot be called 'owner'",
                hint: "guardrails tell whoever owns a resource by that word"
            )
            return nil
        }
        let isPlain = name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard isPlain, (1...64).contains(name.count) else {
            bad("'\(name)' is not a channel's name: 1 to 64 characters without spaces")
            return nil
        }
        return name
    }

    /// `{ from: "20:00", to: "07:00", zone: Europe/Zurich, except: [critical] }`
    fileprivate func quiet() -> Configuration.Quiet? {
        let keys = keys(["from", "to", "zone", "except"], required: ["from", "to", "zone"])
        let except =
            keys["except"].map { Set($0.list().compactMap { $0.choice(Severity.self) }) }
            ?? [.critical]
        guard let from = keys["from"]?.text(), let to = keys["to"]?.text(),
            let zone = keys["zone"]?.text()
        else { return nil }
        guard from != to else {
            bad(
                "quiet from \(from) to \(to) is all day or never",
                hint: "leave 'quiet' out where nothing is quiet"
            )
            return nil
        }
        do {
            // Midnight ends a day as 24:00, and begins one as 00:00.
            let start = to == "24:00" ? "00:00" : to
            let end = from == "00:00" ? "24:00" : from
            let waking = try ChangeWindow(reading: "Mon-Sun \(start)-\(end) \(zone)")
            return Configuration.Quiet(waking: waking, except: except)
        } catch {
            bad(error.message, hint: error.hint)
            return nil
        }
    }
}
