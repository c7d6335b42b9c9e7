import Document
import Guardrails
import Platform

/// Requests to receivers on the internet, and what their answers mean for a delivery.
struct Post: Sendable {
    let services: ChannelServices
    let addresses: AddressPolicy

    private static let maxResponseBytes = 1 << 20

    init(_ configuration: Configuration.Channel, _ services: ChannelServices) {
        self.services = services
        addresses = configuration.addresses
    }

    /// - Throws: why there is no answer.
    func send(
        _ method: String,
        _ url: String,
        headers: [(name: String, value: String)],
        body: [UInt8] = []
    ) async throws(Stop) -> HTTPResponse {
        var request = HTTPRequest(method: method, url: url, headers: headers, body: body)
        request.headers.append(("User-Agent", "Parapet"))
        request.timeoutMilliseconds = services.timeoutMilliseconds
        request.maxResponseBytes = Self.maxResponseBytes
        request.addresses = addresses
        do throws(HTTPFailure) {
            return try await services.http.send(request)
        } catch {
            throw Stop(Delivery(error))
        }
    }

    static let json = (name: "Content-Type", value: "application/json; charset=utf-8")
}

extension Configuration.Channel {
    /// The internet, and what `allow:` names besides.
    var addresses: AddressPolicy {
        var hosts: Set<String> = []
        var networks: [Network] = []
        for peer in allow {
            switch peer {
            case .host(let name): hosts.insert(name)
            case .network(let network): networks.append(network)
            }
        }
        return .internet(hosts: hosts, networks: networks)
    }
}

extension Delivery {
    /// Of a request without an answer.
    init(_ failure: HTTPFailure) {
        self =
            switch failure {
            case .cancelled: .later(seconds: nil, reason: "stopped before there was an answer")
            case .timeout: .later(seconds: nil, reason: "no answer in time")
            case .connect(let reason): .later(seconds: nil, reason: "no connection: \(reason)")
            case .broken(let reason): .later(seconds: nil, reason: "broken off: \(reason)")
            case .tooLarge: .later(seconds: nil, reason: "the answer has no end")
            case .tls(let reason):
                .refused(
                    "PAR-NOT-06 the receiver is not trusted: \(reason)"
                        + " | hint: its certificate must be of an authority that the system trusts"
                )
            // Without the URL: it may be the secret.
            case .refusedURL, .malformed:
                .refused("PAR-NOT-07 the channel's URL is none, or is http beyond this machine")
            case .refusedAddress(let address):
                .refused(
                    "PAR-NOT-04 \(address) is not on the internet"
                        + " | hint: name the host or its network with 'allow' of the channel"
                )
            }
    }

    /// Of an answer, without these texts.
    init(_ response: HTTPResponse, without secrets: [String], at now: Timestamp) {
        let said = response.said(without: secrets)
        switch response.status {
        case 200..<300: self = .delivered(reference: nil)
        case 408, 425, 429, 500..<600:
            self = .later(
                seconds: response.header("Retry-After").flatMap { RetryAfter.seconds($0, at: now) },
                reason: "HTTP \(response.status)\(said)"
            )
        case 300..<400:
            self = .refused(
                "PAR-NOT-05 HTTP \(response.status): the receiver is elsewhere"
                    + " | hint: write the address where it is; redirects are not followed"
            )
        default: self = .refused("PAR-NOT-05 HTTP \(response.status)\(said)")
        }
    }
}

extension HTTPResponse {
    private static let shownCharacters = 200
    private static let readBytes = 1 << 14

    /// The beginning of what the receiver says of itself. Cut last: half a secret is not known for one.
    fileprivate func said(without secrets: [String]) -> String {
        let text = String(decoding: body.prefix(Self.readBytes), as: UTF8.self)
        let shown = Redaction(secrets).applied(to: text).prefix(Self.shownCharacters)
        return shown.allSatisfy(\.isWhitespace) ? "" : ": \(shown)"
    }

    /// Whether the receiver does not know who asks, or what it is shown.
    var isDenied: Bool { status == 401 || status == 403 }
}
