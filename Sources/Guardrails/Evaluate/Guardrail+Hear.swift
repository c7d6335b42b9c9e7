import CEL
import Document

extension Guardrail {
    /// What an event asks of a guardrail.
    public enum Hearing: Sendable, Hashable {
        /// To judge the resource as a whole.
        case whole
        /// To judge what the event added to it.
        case added
        /// A trigger's condition could not be asked of this record.
        case unknown(Because)
        case nothing
    }

    /// Which of its triggers an event meets. A function of the record: it needs no resource.
    ///
    /// - Parameter event: a CloudTrail record that says that a resource of the type changed.
    public func hears(_ event: JSON) -> Hearing {
        var hearing = Hearing.nothing
        let name = Self.name(of: event)
        for trigger in triggers {
            switch trigger {
            case .every, .cron: continue
            case .change: return .whole
            case .event(let wanted, let when):
                guard wanted == name, hearing != .added else { continue }
                hearing = Self.hears(event, when) ?? hearing
            }
        }
        return hearing
    }

    /// Nil where the condition says no.
    private static func hears(_ event: JSON, _ when: Program?) -> Hearing? {
        switch when?.evaluate(["event": .value(Value(json: event))]) {
        case nil, .value(.bool(true))?: .added
        case .error(let error)?: .unknown(Because(text: error.message, path: "when"))
        default: nil
        }
    }

    /// `ec2:AuthorizeSecurityGroupIngress`
    private static func name(of event: JSON) -> String {
        let service = event["eventSource"]?.string?.split(separator: ".").first ?? ""
        return "\(service):\(event["eventName"]?.string ?? "")"
    }
}
