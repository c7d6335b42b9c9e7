import Document
import Guardrails
import Platform

/// A document to a program's own address, signed so that it knows from whom it is, and when.
///
/// `Parapet-Signature` is `v1=` and the hexadecimal HMAC-SHA-256 of `TIMESTAMP.BODY` under the secret;
/// `Parapet-Timestamp` is that timestamp, in seconds since 1970. A repeat carries the same
/// `Parapet-Key`.
struct WebhookChannel: Channel {
    static let type = "webhook"
    static let maxCharacters = 1 << 18

    private let url: String
    private let secret: Configuration.Secret
    private let post: Post

    init?(_ configuration: Configuration.Channel, _ services: ChannelServices) {
        guard case .webhook(let url, let secret) = configuration.kind else { return nil }
        self.url = url
        self.secret = secret
        post = Post(configuration, services)
    }

    func deliver(_ parcel: Parcel, to address: String?) async -> Delivery {
        await post.services.secrets.deliver(with: secret) { secret in
            do throws(Stop) {
                let response = try await send(parcel, secret)
                let delivery = Delivery(response, without: [secret], at: post.services.clock())
                return (delivery.shown(without: [secret]), response.isDenied)
            } catch {
                return (error.delivery.shown(without: [secret]), false)
            }
        }
    }

    private func send(_ parcel: Parcel, _ secret: String) async throws(Stop) -> HTTPResponse {
        let body = parcel.json(atMostBytes: Self.maxCharacters).bytes
        let timestamp = String(post.services.clock().seconds)
        let signature = HMACKey(secret.utf8).code(for: Array("\(timestamp).".utf8) + body)
        return try await post.send(
            "POST",
            url,
            headers: [
                Post.json, ("Parapet-Key", parcel.headerKey), ("Parapet-Timestamp", timestamp),
                ("Parapet-Signature", "v1=\(hex(signature))"),
            ],
            body: body
        )
    }
}
