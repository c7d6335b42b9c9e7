import Guardrails

/// The composite alarms of which one alarm may be a child.
///
/// One tells of an alarm where it rings with that alarm, whatever state others are in, and does not ring
/// without it. It is on by itself: the child's own actions are nothing to it. What its suppressor does is
/// not known.
/// Source: CloudWatch User Guide, "Create a composite alarm" and "Composite alarm action suppression".
struct CompositeAlarms {
    private struct Composite {
        let id: String
        let names: Set<String>
        let place: [String]
        /// Nil where it cannot be read.
        let rule: AlarmRule?
        let isOn: Bool
        let actions: [String]
        let hasSuppressor: Bool
    }

    private let all: [Composite]

    init(_ alarms: [DocumentObject]) {
        all = alarms.compactMap { alarm in
            guard let id = alarm.text("id"), let account = alarm.text("account"),
                let region = alarm.text("region")
            else { return nil }
            return Composite(
                id: id,
                names: Set([id, alarm.text("arn")].compactMap(\.self)),
                place: [account, region],
                rule: alarm.said("rule", "AlarmRule")?.string.flatMap { AlarmRule($0) },
                isOn: alarm.said("enabled", "ActionsEnabled")?.bool == true,
                actions: alarm.said("actions", "AlarmActions")?.texts ?? [],
                hasSuppressor: alarm.said("suppressor", "ActionsSuppressor")?.string?.isEmpty
                    == false
            )
        }
    }

    /// Whether one of them tells somebody when an alarm rings.
    ///
    /// - Parameter hear: whether somebody hears actions.
    func tell(of alarm: MetricAlarm, _ hear: ([String]) -> Kleene) -> Kleene {
        all.reduce(.no) { told, composite in
            guard told != .yes, composite.isOn, composite.place == alarm.place else { return told }
            return told || (rings(composite, with: alarm) && hear(composite.actions))
        }
    }

    private func rings(_ composite: Composite, with alarm: MetricAlarm) -> Kleene {
        let busy = isInAlarm(composite, alarm, rings: true, [])
        let idle = isInAlarm(composite, alarm, rings: false, [])
        // Where others keep it ringing somebody was told already.
        let rings = idle == .yes ? .no : busy
        guard rings == .yes, composite.hasSuppressor else { return rings }
        return .unknown(["the suppressor of composite alarm '\(composite.id)'"])
    }

    private func isInAlarm(
        _ composite: Composite,
        _ alarm: MetricAlarm,
        rings: Bool,
        _ above: Set<String>
    ) -> Kleene {
        guard let rule = composite.rule, !above.contains(composite.id) else {
            return .unknown(["the rule of composite alarm '\(composite.id)'"])
        }
        return rule.holds { state, name in
            if alarm.names.contains(name) {
                return Kleene(state == (rings ? .alarm : .ok))
            }
            let child = all.first { $0.names.contains(name) && $0.place == composite.place }
            guard let child, state != .insufficientData else {
                return .unknown(["the state of alarm '\(name)'"])
            }
            let isInAlarm = isInAlarm(
                child,
                alarm,
                rings: rings,
                above.union([composite.id])
            )
            return state == .alarm ? isInAlarm : !isInAlarm
        }
    }
}
