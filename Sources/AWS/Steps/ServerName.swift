import Document

/// A name that leads to a public server: a record, and the names between.
struct ServerName: Sendable, Hashable {
    let record: DNSRecord
    let server: PublicServer
    /// The names that the record leads through, the next one first.
    let via: [String]

    /// No chain of names is followed further; DNS servers give up at about as many.
    private static let longest = 8

    /// All names of servers, in the order of names, zones and sets. What AWS calls them itself is not
    /// among them.
    static func all(of servers: [PublicServer], in records: [DNSRecord]) -> [ServerName] {
        var known: [String: [(server: PublicServer, via: [String])]] = [:]
        for server in servers {
            let own = [server.dns].compactMap(\.self).map(DNSRecord.canonical) + server.addresses
            for name in own { known[name, default: []].append((server, [])) }
        }
        var found: Set<ServerName> = []
        var isFirst = true
        for _ in 0..<longest {
            var next: [String: [(server: PublicServer, via: [String])]] = [:]
            for record in records {
                for target in record.targets {
                    for (server, via) in known[target] ?? [] where !via.contains(record.name) {
                        let path = isFirst ? [] : [target] + via
                        let name = ServerName(record: record, server: server, via: path)
                        if found.insert(name).inserted {
                            next[record.name, default: []].append((server, path))
                        }
                    }
                }
            }
            guard !next.isEmpty else { break }
            (known, isFirst) = (next, false)
        }
        return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    private var key: [String] {
        [record.name, record.zone, record.type, record.set ?? ""] + server.key + via
    }

    var json: JSON {
        var members: Object = [
            "name": .string(record.name), "type": .string(record.type),
            "zone": .string(record.zone), "account": .string(record.account),
            "policy": .string(record.policy), "alias": .bool(record.isAlias),
            "targets": .list(record.targets), "via": .list(via), "server": .string(server.id),
            "server_account": .string(server.account), "server_region": .string(server.region),
        ]
        members["set"] = record.set.map { .string($0) }
        members["ttl"] = record.ttl.map { .int($0) }
        return .object(members)
    }
}
