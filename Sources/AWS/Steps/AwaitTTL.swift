import Document
import Platform
import Playbooks

extension Step {
    /// Until what was changed is what everybody sees.
    static let awaitTTL = Step(
        StepType(
            "dns.await-ttl",
            title: "Waits until nobody remembers where a name led; no worker waits meanwhile",
            kind: .analyse,
            site: .estate,
            inputs: [
                .init("until", .timestamp, required: true, "when the longest time is over")
            ],
            outputs: [],
            // The longest TTL that Route 53's console offers is two days.
            limits: StepType.Limits(timeoutSeconds: 3 * 86_400)
        )
    ) { context in
        awaiting(context.inputs["until"], now: context.outside.now())
    }

    /// - Parameter until: as RFC 3339 has it.
    static func awaiting(_ until: JSON?, now: Timestamp) -> StepAnswer {
        guard let end = until?.string.flatMap({ Timestamp($0) }) else {
            return .failed("nobody knows until when", isFinal: true)
        }
        let left = end.seconds - now.seconds
        return left > 0 ? .later(seconds: Int(min(left, 86_400))) : .done([:])
    }
}
