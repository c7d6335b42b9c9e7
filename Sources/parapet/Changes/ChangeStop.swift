import Document

/// A switch that is pulled, for people.
struct ChangeStop {
    let text: String

    /// - Parameter stop: of `report.change_stops`.
    init(_ stop: JSON) {
        let value = { (key: String) in stop[key]?.string ?? "" }
        let whose = value("guardrail").isEmpty ? "all guardrails" : value("guardrail")
        let at = Timestamp(value("at"))?.rfc3339 ?? value("at")
        let reason = value("reason").isEmpty ? "" : ": \(value("reason"))"
        text = "\(whose), by \(value("by")) since \(at)\(reason)"
    }
}
