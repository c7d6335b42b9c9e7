import Guardrails

/// The types of channels.
public enum Channels {
    public static let all: [any Channel.Type] = [
        SlackChannel.self,
        WebhookChannel.self,
        MailChannel.self,
        SNSChannel.self,
        EventBridgeChannel.self,
        SecurityHubChannel.self,
        TicketChannel.self,
    ]

    /// The channel that the configuration describes.
    public static func channel(
        _ configuration: Configuration.Channel,
        _ services: ChannelServices
    ) -> any Channel {
        for type in all where type.type == configuration.kind.type {
            if let channel = type.init(configuration, services) { return channel }
        }
        preconditionFailure("no channel is of type \(configuration.kind.type)")
    }
}
