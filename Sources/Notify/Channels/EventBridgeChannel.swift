import AWS
import Document
import Guardrails

/// An event bus of Amazon EventBridge, with Parapet's own credentials. Source: Amazon EventBridge API
/// Reference, PutEvents.
struct EventBridgeChannel: Channel {
    static let type = "eventbridge"
    /// Of the document: an entry has 256 KB with everything that is in it.
    static let maxCharacters = 200_000

    private static let mostResources = 100

    private let bus: String
    private let region: String?
    private let services: ChannelServices

    init?(_ configuration: Configuration.Channel, _ services: ChannelServices) {
        guard case .eventbridge(let bus) = configuration.kind else { return nil }
        self.bus = bus
        self.services = services
        region = configuration.region?.name
    }

    func deliver(_ parcel: Parcel, to address: String?) async -> Delivery {
        guard let sessions = services.sessions else { return .withoutCredentials }
        let outcome = await sessions.ownSender(for: ["events:PutEvents"]).send(
            "events",
            "PutEvents",
            region: region ?? sessions.region,
            ["Entries": [entry(parcel)]]
        )
        switch outcome {
        case .done(let answer): return Self.delivery(answer).shown(without: [])
        case .later(let reason):
            return Delivery.later(seconds: nil, reason: reason).shown(without: [])
        case .refused(let reason):
            return Delivery.refused("PAR-NOT-05 \(reason)").shown(without: [])
        }
    }

    private func entry(_ parcel: Parcel) -> JSON {
        [
            "Source": "parapet", "DetailType": "Parapet Notice", "EventBusName": .string(bus),
            "Detail": .string(parcel.json(atMostBytes: Self.maxCharacters).text),
            "Resources": .list(
                Array(parcel.findings.compactMap(\.resource.arn).prefix(Self.mostResources))
            ),
        ]
    }

    /// An answer is good as a whole, and says of each entry what came of it.
    private static func delivery(_ answer: Object) -> Delivery {
        guard let entry = answer["Entries"]?.array?.first else {
            return .later(seconds: nil, reason: "EventBridge did not say what came of it")
        }
        guard let code = entry["ErrorCode"]?.string else {
            return .delivered(reference: entry["EventId"]?.string)
        }
        let reason = "\(code): \(entry["ErrorMessage"]?.string ?? "")"
        return ["ThrottlingException", "InternalFailure", "InternalException"].contains(code)
            ? .later(seconds: nil, reason: reason) : .refused("PAR-NOT-05 \(reason)")
    }
}
