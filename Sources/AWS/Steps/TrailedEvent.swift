import Document

/// One record of CloudTrail, as far as people who look into an incident need it.
struct TrailedEvent: Sendable, Hashable {
    let id: String
    /// RFC 3339, UTC.
    let at: String
    /// Such as `RunInstances`.
    let name: String
    /// Such as `ec2.amazonaws.com`.
    let source: String
    let by: String
    let address: String
    let agent: String
    /// The code by which AWS refused it; empty where it did not.
    let error: String

    /// Nil for an item of LookupEvents without a record.
    init?(_ item: JSON) {
        guard let text = item["CloudTrailEvent"]?.string, let record = try? JSON.parse(text),
            let name = record["eventName"]?.string, let at = record["eventTime"]?.string
        else { return nil }
        let identity = record["userIdentity"]
        id = record["eventID"]?.string ?? item["EventId"]?.string ?? ""
        self.at = at
        self.name = name
        source = record["eventSource"]?.string ?? ""
        by =
            identity?["arn"]?.string ?? identity?["userName"]?.string
            ?? identity?["invokedBy"]?.string ?? item["Username"]?.string ?? ""
        address = record["sourceIPAddress"]?.string ?? ""
        agent = record["userAgent"]?.string ?? ""
        error = record["errorCode"]?.string ?? ""
    }

    var json: JSON {
        [
            "at": .string(at), "event": .string(name), "source": .string(source),
            "by": .string(by), "address": .string(address), "agent": .string(agent),
            "error": .string(error), "request": .string(id),
        ]
    }
}

/// What records say of an instance and its role.
struct Activity {
    let outputs: Object

    /// - Parameters:
    ///   - on: what was done to it, the newest first.
    ///   - by: what was done with its credentials, the newest first.
    ///   - own: its addresses.
    init(on: [TrailedEvent], by: [TrailedEvent], own: Set<String>) {
        // A service of AWS that acts on its behalf has a name in place of an address.
        let foreign = by.map(\.address).filter { address in
            Network("\(address)/32") != nil || Network("\(address)/128") != nil
        }
        var outputs: Object = [
            "events": .array(on.map(\.json)), "role_events": .array(by.map(\.json)),
            "role_calls": .array(Self.calls(by)),
        ]
        // Without its own addresses nobody can tell.
        if !own.isEmpty {
            outputs["foreign_addresses"] = .list(Set(foreign).subtracting(own).sorted())
        }
        outputs["launched"] = on.last { $0.name == "RunInstances" && $0.error.isEmpty }?.json
        self.outputs = outputs
    }

    private static func calls(_ events: [TrailedEvent]) -> [JSON] {
        let grouped = Dictionary(grouping: events) { "\($0.source) \($0.name)" }
        return grouped.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
            name,
            events in
            [
                "event": .string(name), "times": .int(Int64(events.count)),
                "refused": .int(Int64(events.count { !$0.error.isEmpty })),
                "last": .string(events.map(\.at).max() ?? ""),
            ]
        }
    }
}
