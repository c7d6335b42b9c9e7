import Document

/// What records say of an instance and its role.
struct InstanceActivity {
    let outputs: Object

    /// - Parameters:
    ///   - on: what was done to it, the newest first.
    ///   - by: what was done with its credentials, the newest first.
    ///   - own: its addresses.
    init(on: [HistoryEvent], by: [HistoryEvent], own: Set<String>) {
        // A service of AWS that acts on its behalf has a name in place of an address.
        let foreign = by.map(\.address).filter { address in
            Network("\(address)/32") != nil || Network("\(address)/128") != nil
        }
        var outputs: Object = [
            "events": .array(on.map(\.told)), "role_events": .array(by.map(\.told)),
            "role_calls": .array(Self.calls(by)),
        ]
        // Without its own addresses nobody can tell.
        if !own.isEmpty {
            outputs["foreign_addresses"] = .list(Set(foreign).subtracting(own).sorted())
        }
        outputs["launched"] = on.last { $0.name == "RunInstances" && $0.error == nil }?.told
        self.outputs = outputs
    }

    private static func calls(_ events: [HistoryEvent]) -> [JSON] {
        let grouped = Dictionary(grouping: events) { "\($0.service) \($0.name)" }
        return grouped.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
            name,
            events in
            [
                "event": .string(name), "times": .int(Int64(events.count)),
                "refused": .int(Int64(events.count { $0.error != nil })),
                "last": .string(events.map(\.time).max() ?? ""),
            ]
        }
    }
}

extension HistoryEvent {
    fileprivate var told: JSON {
        [
            "at": .string(time), "service": .string(service), "event": .string(name),
            "by": .string(who), "address": .string(address), "agent": .string(agent),
            "error": .string(error ?? ""), "request": .string(id),
        ]
    }
}
