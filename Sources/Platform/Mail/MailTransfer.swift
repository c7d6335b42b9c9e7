import CCurl

/// One mail under way.
final class MailTransfer: Transfer, @unchecked Sendable {
    private let envelope: MailEnvelope
    private var recipients: UnsafeMutablePointer<curl_slist>?
    private var sentBytes = 0
    /// Once it has ended.
    private(set) var failure: MailFailure?
    private(set) var lastReply = (code: 0, text: "")
    /// What it said no with, to some receivers or to all.
    private var refusals: [(code: Int, text: String)] = []

    /// What it said when it took the mail, and of whom it did not.
    var receipt: String {
        let most = 3
        let others = refusals.prefix(most).map(\.text)
        let more = refusals.count > most ? ["\(refusals.count - most) more"] : []
        return others.isEmpty
            ? lastReply.text
            : "\(lastReply.text); not to all: \((others + more).joined(separator: "; "))"
    }

    private static let longestReplyCharacters = 200

    init(_ envelope: MailEnvelope) {
        self.envelope = envelope
        let host = envelope.host.contains(":") ? "[\(envelope.host)]" : envelope.host
        let scheme = envelope.security == .tls ? "smtps" : "smtp"
        let domain = envelope.from.split(separator: "@").last ?? "localhost"
        super.init(
            HTTPRequest(
                url: "\(scheme)://\(host):\(envelope.port)/\(domain)",
                timeoutMilliseconds: envelope.timeoutMilliseconds,
                connectTimeoutMilliseconds: envelope.connectTimeoutMilliseconds,
                addresses: envelope.addresses
            ),
            isPlain: envelope.security == .none
        )
    }

    deinit { curl_slist_free_all(recipients) }

    override func prepareExchange(_ easy: UnsafeMutableRawPointer) {
        parapet_easy_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        let security = envelope.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        parapet_easy_long(easy, CURLOPT_USE_SSL, Int(security.rawValue))
        if let user = envelope.user, let password = envelope.password {
            parapet_easy_text(easy, CURLOPT_USERNAME, user)
            parapet_easy_text(easy, CURLOPT_PASSWORD, password)
        }
        parapet_easy_text(easy, CURLOPT_MAIL_FROM, "<\(envelope.from)>")
        for address in envelope.to {
            recipients = curl_slist_append(recipients, "<\(address)>")
        }
        parapet_easy_pointer(easy, CURLOPT_MAIL_RCPT, recipients)
        // One that the server does not take keeps it from no other.
        parapet_easy_long(easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)
        parapet_easy_long(easy, CURLOPT_UPLOAD, 1)
        parapet_easy_read(easy) { bytes, size, count, context in
            (Transfer.from(context) as? MailTransfer)?.supply(bytes, size * count) ?? 0
        }
        parapet_easy_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    private func supply(_ bytes: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
        guard let bytes else { return 0 }
        let part = envelope.message[sentBytes...].prefix(room)
        part.withUnsafeBytes {
            if let start = $0.baseAddress {
                UnsafeMutableRawPointer(bytes).copyMemory(from: start, byteCount: part.count)
            }
        }
        sentBytes += part.count
        return part.count
    }

    /// What the server says, line by line.
    override func receiveHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let raw = UnsafeRawBufferPointer(start: bytes, count: count)
        let line = String(decoding: raw, as: UTF8.self)
        // Its goodbye says nothing of the mail.
        if line.hasPrefix("221") { return count }
        let printable = String(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
        lastReply = (
            Int(line.prefix(3)) ?? 0, String(printable.prefix(Self.longestReplyCharacters))
        )
        if (400..<600).contains(lastReply.code) { refusals.append(lastReply) }
        return count
    }

    override func outcome(_ code: CURLcode, status: Int) -> Result<HTTPResponse, HTTPFailure> {
        let outcome = super.outcome(code, status: status)
        guard case .failure = outcome else { return outcome }
        if code == CURLE_USE_SSL_FAILED {
            failure = .noEncryption
        } else if (400..<600).contains(lastReply.code), code != CURLE_OPERATION_TIMEDOUT {
            // One that may be taken another time is reason enough to try.
            let no = refusals.first { $0.code < 500 } ?? lastReply
            failure = .rejected(code: no.code, no.text)
        }
        return outcome
    }
}
