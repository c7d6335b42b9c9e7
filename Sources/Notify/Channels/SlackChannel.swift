import Document
import Guardrails
import Platform

/// Slack's incoming webhooks, and what takes the same: Mattermost, Rocket.Chat. Those that know no
/// blocks show the text. Sources: Slack API, "Sending messages using incoming webhooks", "Block Kit".
struct SlackChannel: Channel {
    static let type = "slack"
    static let maxCharacters = 4000

    private let url: Configuration.Secret
    private let post: Post

    init?(_ configuration: Configuration.Channel, _ services: ChannelServices) {
        guard case .slack(let url) = configuration.kind else { return nil }
        self.url = url
        post = Post(configuration, services)
    }

    func deliver(_ parcel: Parcel, to address: String?) async -> Delivery {
        await post.services.secrets.deliver(with: url) { url in
            do throws(Stop) {
                let response = try await post.send(
                    "POST",
                    url,
                    headers: [Post.json, ("Parapet-Key", parcel.headerKey)],
                    body: Self.body(of: parcel).bytes
                )
                let delivery = Delivery(response, without: [url], at: post.services.clock())
                // An address that was taken back is one that Slack does not know.
                let isDenied = response.isDenied || response.status == 404
                return (delivery.shown(without: [url]), isDenied)
            } catch {
                return (error.delivery.shown(without: [url]), false)
            }
        }
    }

    static func body(of parcel: Parcel) -> JSON {
        var body: Object = ["text": .string(escaped(parcel.text, toCharacters: maxCharacters))]
        let blocks = SlackBlocks.cut(parcel.blocks.array ?? [])
        if !blocks.isEmpty { body["blocks"] = .array(blocks) }
        return .object(body)
    }

    /// Slack reads these three for mentions, links and entities, and no others.
    private static func escaped(_ text: String, toCharacters limit: Int) -> String {
        let cut = text.cutWithCount(toCharacters: limit)
        var escaped = ""
        for scalar in cut.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
