import Document
import Guardrails

/// Whether what a trail records arrives: it is on, and the last delivery did not fail.
/// Source: CloudTrail API, "GetTrailStatus".
enum TrailDelivery {
    static let facts: [ResourceType.Fact] = [
        fact(
            "delivers",
            "whether it is on and its last delivery to the bucket did not fail",
            error: "delivery_error"
        ),
        fact(
            "delivers_logs",
            "whether it is on and its last delivery to the log group did not fail",
            error: "log_delivery_error"
        ),
    ]

    private static func fact(
        _ name: String,
        _ meaning: String,
        error: String
    ) -> ResourceType.Fact {
        .init(name, .flag, from: ["status"], meaning, example: "!resource.\(name)") { trail in
            guard trail.unread["status"] == nil else { return .unknown(["status"]) }
            let isOn = trail.document["logging"]?.bool == true
            let hasFailed = trail.document[error]?.string?.isEmpty == false
            return .known(
                .bool(isOn && !hasFailed),
                because: hasFailed ? [Because(text: "delivery fails", path: error)] : []
            )
        }
    }
}
