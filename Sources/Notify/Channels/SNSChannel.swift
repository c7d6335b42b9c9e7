import AWS
import Document
import Guardrails

/// A topic of Amazon SNS, with Parapet's own credentials: mailboxes that subscribe get the text,
/// programs the document. Source: Amazon SNS API Reference, Publish.
struct SNSChannel: Channel {
    static let type = "sns"
    /// Of the text: with the document, a message has 256 KB.
    static let maxCharacters = 20_000

    private static let documentBytes = 60_000
    private static let subjectCharacters = 99

    private let topic: String
    private let region: String?
    private let services: ChannelServices

    init?(_ configuration: Configuration.Channel, _ services: ChannelServices) {
        guard case .sns(let topic) = configuration.kind else { return nil }
        self.topic = topic
        self.services = services
        region = configuration.region?.name
    }

    func deliver(_ parcel: Parcel, to address: String?) async -> Delivery {
        guard let sessions = services.sessions else { return .withoutCredentials }
        let outcome = await sessions.ownSender(for: ["sns:Publish"]).send(
            "sns",
            "Publish",
            region: region ?? sessions.region,
            parameters(parcel)
        )
        switch outcome {
        case .done(let answer): return .delivered(reference: answer["MessageId"]?.string)
        case .later(let reason):
            return Delivery.later(seconds: nil, reason: reason).shown(without: [])
        case .refused(let reason):
            return Delivery.refused("PAR-NOT-05 \(reason)").shown(without: [])
        }
    }

    private func parameters(_ parcel: Parcel) -> Object {
        let text = parcel.text.cutWithCount(toCharacters: Self.maxCharacters)
        let document = parcel.json(atMostBytes: Self.documentBytes).text
        let forms: JSON = [
            "default": .string(text), "http": .string(document), "https": .string(document),
            "lambda": .string(document), "sqs": .string(document), "firehose": .string(document),
        ]
        var parameters: Object = [
            "TopicArn": .string(topic),
            "Subject": .string(parcel.subjectLine(toCharacters: Self.subjectCharacters)),
            "MessageStructure": "json", "Message": .string(forms.text),
            "MessageAttributes": .object(attributes(parcel)),
        ]
        // A queue-like topic drops repeats itself.
        if topic.hasSuffix(".fifo") {
            parameters["MessageGroupId"] = .string(parcel.threadHash)
            parameters["MessageDeduplicationId"] = .string(parcel.keyHash)
        }
        return parameters
    }

    /// What subscriptions may filter by.
    private func attributes(_ parcel: Parcel) -> Object {
        var attributes: Object = [
            "key": ["DataType": "String", "StringValue": .string(parcel.key)]
        ]
        if let severity = parcel.severity {
            attributes["severity"] = [
                "DataType": "String", "StringValue": .string(severity.rawValue),
            ]
        }
        return attributes
    }
}

extension Delivery {
    static let withoutCredentials = Delivery.refused(
        "PAR-NOT-05 there are no AWS credentials"
            + " | hint: the process that sends needs an identity in AWS for this channel"
    )
}
