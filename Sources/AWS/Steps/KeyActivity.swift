import Document

/// What was done with an access key and with the sessions that were made of it.
struct KeyActivity {
    /// The oldest first.
    let events: [HistoryEvent]
    /// The account of the key.
    let account: String

    /// Calls of STS that answer credentials.
    private static let issuing: Set<String> = [
        "AssumeRole", "AssumeRoot", "GetFederationToken", "GetSessionToken",
    ]
    private static let making = ["Create", "Import", "Put", "Register", "Request", "Run", "Upload"]

    /// The temporary keys that were made with these.
    static func sessions(in events: [HistoryEvent]) -> [String] {
        events.filter { $0.service == "sts" && issuing.contains($0.name) }
            .compactMap { $0.response["credentials"]?["accessKeyId"]?.string }
    }

    /// From where it was used, the last one first.
    var addresses: [JSON] {
        grouped { $0.address }.map { address, events in
            [
                "address": .string(address), "first": .string(events[0].time),
                "last": .string(events[events.count - 1].time),
                "events": .int(Int64(events.count)),
                "agents": .list(Set(events.map(\.agent)).sorted().prefix(10).map { $0 }),
            ]
        }.sorted { ($0["last"]?.string ?? "") > ($1["last"]?.string ?? "") }
    }

    /// Which operations were called, those that change something first.
    var actions: [JSON] {
        grouped { "\($0.isRead) \($0.service) \($0.name) \($0.region)" }.sorted { $0.0 < $1.0 }
            .map { _, events in
                [
                    "service": .string(events[0].service), "operation": .string(events[0].name),
                    "region": .string(events[0].region), "changes": .bool(!events[0].isRead),
                    "times": .int(Int64(events.count)),
                    "failed": .int(Int64(events.count { $0.error != nil })),
                    "first": .string(events[0].time),
                    "last": .string(events[events.count - 1].time),
                ]
            }
    }

    /// What it made: of calls that went well.
    var made: [JSON] {
        events.filter { event in
            event.error == nil && !event.isRead && Self.making.contains(where: event.name.hasPrefix)
        }.map { event in
            [
                "operation": .string("\(event.service).\(event.name)"),
                "region": .string(event.region), "time": .string(event.time),
                "by": .string(event.who), "things": .list(Self.things(of: event)),
            ]
        }
    }

    /// The roles that it took on: name, account, session and time.
    var assumed: [JSON] {
        events.filter { $0.service == "sts" && $0.name == "AssumeRole" && $0.error == nil }
            .compactMap { event in
                guard let arn = event.parameters["roleArn"]?.string else { return nil }
                let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
                let name = arn.split(separator: "/").last.map(String.init) ?? arn
                return [
                    "role": .string(name), "arn": .string(arn), "time": .string(event.time),
                    "account": .string(parts.count > 4 ? String(parts[4]) : ""),
                    "session": event.parameters["roleSessionName"] ?? "",
                ]
            }
    }

    /// The names of those in the key's own account.
    var roles: [String] {
        Set(
            assumed.filter { $0["account"]?.string == account }.compactMap { $0["role"]?.string }
        ).sorted()
    }

    private func grouped(_ name: (HistoryEvent) -> String) -> [(String, [HistoryEvent])] {
        Dictionary(grouping: events, by: name).map { ($0.key, $0.value) }
    }

    /// Their ids, names and ARNs: what CloudTrail itself names, and the members of the answer that are
    /// called after what the operation makes.
    private static func things(of event: HistoryEvent) -> [String] {
        // Without the verb, and without the API's version that Lambda's have.
        var name = event.name.dropFirst().drop(while: \.isLowercase).prefix { !$0.isNumber }
        if name.hasSuffix("s") { name.removeLast() }
        let noun = name.prefix(1).lowercased() + name.dropFirst()
        let members = Set(["arn", "\(noun)Id", "\(noun)Arn", "\(noun)Name"])
        var found = Set(event.resources)
        for value in [event.response, event.parameters] {
            gather(value, members, depth: 0, &found)
        }
        return found.sorted().prefix(50).map { $0 }
    }

    private static func gather(
        _ value: JSON,
        _ members: Set<String>,
        depth: Int,
        _ found: inout Set<String>
    ) {
        guard depth < 6 else { return }
        for item in value.array ?? [] { gather(item, members, depth: depth + 1, &found) }
        for (name, member) in value.object ?? [:] {
            if let text = member.string, members.contains(name) {
                found.insert(text)
            } else {
                gather(member, members, depth: depth + 1, &found)
            }
        }
    }
}
