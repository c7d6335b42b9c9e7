import Document

/// What `parapet status` says of a queue of events.
struct EventQueueLine {
    let text: String

    /// - Parameter alone: the guardrails that nothing but events leads to.
    init(_ queue: JSON, alone: [String]) {
        let url = queue["queue"]?.string ?? ""
        let name = url.split(separator: "/").last.map(String.init) ?? url
        var parts: [String] = []
        if queue["is_heard"]?.bool == true {
            if let backlog = queue["backlog"]?.int {
                parts.append("about \(backlog) messages wait")
            }
            if queue["is_readable"]?.bool == false {
                // What comes may be of any account.
                parts.append("heard \(queue["heard"]?.string ?? "")")
            } else if let received = queue["received"]?.string {
                let lag = queue["lag_seconds"]?.double.map { ", \(Int($0)) s after it was sent" }
                parts.append("last received \(received)\(lag ?? "")")
            } else {
                parts.append("nothing received yet")
            }
        } else {
            let since = queue["heard"]?.string.map { "since \($0)" } ?? "so far"
            parts.append("events unheard \(since): the next sweep sees all")
            if !alone.isEmpty {
                parts[0] += " but what \(alone.joined(separator: ", ")) alone would have found"
            }
            if (queue["feeds"]?.int ?? 0) == 0 { parts.append("no feed runs: parapet feed") }
        }
        if let error = queue["error"]?.string { parts.append(error) }
        text = "events (\(name)): \(parts.joined(separator: "; "))".visible
    }
}
