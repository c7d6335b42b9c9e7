import Document
import Records

extension RunReport {
    /// Which servers the internet reaches, by which names, and what stands before them.
    var web: Section {
        var section = Section(title: "Public web servers", weight: .medium)
        let servers = Self.standings.flatMap { standing in
            values(standing.output).flatMap { $0.value.array ?? [] }.map { (standing, $0) }
        }.filter { $0.1["kind"] != nil }
        guard !servers.isEmpty else { return nothingFound }
        let bare = servers.filter { $0.0.isBare }.count
        if bare > 0 {
            section.weight = .high
            section.lines.append("Nothing stands before \(bare) of \(servers.count)")
        }
        for name in Self.movable(servers.map(\.1)) {
            section.lines.append(
                "\(name) may be led to a firewall outside AWS: parapet playbook run"
                    + " imperva-on-public-web --target \(name)"
            )
        }
        section.table = .init(
            titles: ["Server", "Kind", "Account", "Region", "Names", "Before it"],
            rows: servers.map { standing, server in
                let before = ["by", "what", "why"].compactMap { server[$0]?.string }
                return ["id", "kind", "account", "region"].map { server[$0].map(Self.text) ?? "-" }
                    + [
                        names(of: server).joined(separator: " "),
                        before.isEmpty ? standing.words : before.joined(separator: ": "),
                    ]
            }
        )
        return section
    }

    /// How servers are told by what stands before them.
    private struct Standing {
        let output: String
        let words: String
        var isBare = false
    }

    private static let standings = [
        Standing(output: "others", words: "nothing; AWS WAF cannot guard it", isBare: true),
        Standing(output: "balancers", words: "nothing", isBare: true),
        Standing(output: "distributions", words: "nothing", isBare: true),
        Standing(output: "unknown", words: "nobody knows"), Standing(output: "guarded", words: "?"),
    ]

    /// Said of a run that looked, and found none.
    private var nothingFound: Section {
        let hasLooked = values("servers").contains { $0.value.array?.isEmpty == true }
        return Section(
            title: "Public web servers",
            lines: hasLooked ? ["None was found among what sweeps have collected"] : []
        )
    }

    /// The names that lead to a server, as `dns.find-names` found them.
    private func names(of server: JSON) -> [String] {
        let found = values("names").flatMap { $0.value.array ?? [] }.filter {
            $0["server"] == server["id"] && $0["server_account"] == server["account"]
                && $0["server_region"] == server["region"]
        }
        return Set(found.compactMap { $0["name"]?.string }).sorted()
    }

    /// Of servers that AWS WAF cannot guard.
    private static func movable(_ servers: [JSON]) -> [String] {
        let kinds = ["instance", "network", "classic"]
        let own = servers.filter { kinds.contains($0["kind"]?.string ?? "") && $0["by"] == nil }
        let names = own.flatMap { $0["names"]?.array ?? [] }
        return Set(names.compactMap { $0["name"]?.string }).sorted()
    }
}
