import Document
import Guardrails
import Platform

/// E-mail, handed to a server by SMTP; beyond this machine in TLS alone.
struct MailChannel: Channel {
    static let type = "smtp"
    static let maxCharacters = 500_000

    private let mail: Configuration.Channel.Mail
    private let addresses: AddressPolicy
    private let services: ChannelServices

    private static let portOfTLS = 465

    init?(_ configuration: Configuration.Channel, _ services: ChannelServices) {
        guard case .smtp(let mail) = configuration.kind else { return nil }
        self.mail = mail
        self.services = services
        addresses = configuration.addresses
    }

    func deliver(_ parcel: Parcel, to address: String?) async -> Delivery {
        let envelope = envelope(parcel, to: address.map { [$0] } ?? mail.to)
        guard let secret = mail.password else {
            return await send(envelope).delivery.shown(without: [])
        }
        return await services.secrets.deliver(with: secret) { password in
            var envelope = envelope
            envelope.user = mail.user
            envelope.password = password
            let (delivery, isDenied) = await send(envelope)
            return (delivery.shown(without: [password]), isDenied)
        }
    }

    private func envelope(_ parcel: Parcel, to receivers: [String]) -> MailEnvelope {
        let message = MailMessage(
            parcel: parcel,
            from: mail.from,
            to: receivers,
            date: services.clock()
        )
        var envelope = MailEnvelope(
            host: mail.host,
            port: mail.port,
            security: security,
            from: mail.from,
            to: receivers,
            message: message.bytes
        )
        envelope.timeoutMilliseconds = services.timeoutMilliseconds
        envelope.addresses = addresses
        return envelope
    }

    /// A relay on this machine is spoken to as it is: there is nobody between.
    var security: MailEnvelope.Security {
        if mail.port == Self.portOfTLS { return .tls }
        return Self.isHere(mail.host) ? .none : .startTLS
    }

    private static func isHere(_ host: String) -> Bool {
        guard let address = Network("\(host)/32"), let loopback = Network("127.0.0.0/8") else {
            return host == "localhost" || host == "::1"
        }
        return loopback.contains(address)
    }

    private func send(_ envelope: MailEnvelope) async -> (delivery: Delivery, isDenied: Bool) {
        do throws(MailFailure) {
            let said = try await services.mailer.send(envelope)
            return (.delivered(reference: said), false)
        } catch {
            return (Self.delivery(error), Self.isDenied(error))
        }
    }

    private static func delivery(_ failure: MailFailure) -> Delivery {
        switch failure {
        case .transfer(let failure): Delivery(failure)
        case .noEncryption:
            .refused(
                "PAR-NOT-06 the mail server has no STARTTLS: it is told nothing"
                    + " | hint: name one that has, or a relay on this machine"
            )
        case .rejected(let code, let text):
            code < 500
                ? .later(seconds: nil, reason: text) : .refused("PAR-NOT-05 \(text)")
        case .address(let address):
            .refused("PAR-NOT-07 '\(address)' is not a mail address")
        }
    }

    /// Replies to AUTH (RFC 4954, section 6).
    private static func isDenied(_ failure: MailFailure) -> Bool {
        guard case .rejected(let code, _) = failure else { return false }
        return [530, 534, 535, 538].contains(code)
    }
}
