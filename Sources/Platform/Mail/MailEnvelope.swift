/// A mail, to whom it goes, and the server that takes it.
public struct MailEnvelope: Sendable {
    public enum Security: Sendable, Hashable {
        /// STARTTLS (RFC 3207), and nothing to a server that has none.
        case startTLS
        /// From the first byte on (RFC 8314).
        case tls
        /// To this machine alone.
        case none
    }

    public var host: String
    public var port: Int
    public var security: Security
    /// Both or neither.
    public var user: String?
    public var password: String?
    /// Addresses of mailboxes, without names and brackets.
    public var from: String
    public var to: [String]
    /// Headers and body, lines ending with CR LF.
    public var message: [UInt8]
    /// From the start of connecting to the server's last word.
    public var timeoutMilliseconds = 60_000
    public var connectTimeoutMilliseconds = 10_000
    public var addresses = AddressPolicy.any

    public init(
        host: String,
        port: Int,
        security: Security,
        from: String,
        to: [String],
        message: [UInt8]
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.from = from
        self.to = to
        self.message = message
    }
}

/// Why a mail was not taken.
public enum MailFailure: Error, Sendable, Hashable {
    /// There was no conversation, or it broke.
    case transfer(HTTPFailure)
    /// The server has no STARTTLS.
    case noEncryption
    /// The server said no: its reply's code (RFC 5321, section 4.2) and text. 4xx is for now, 5xx for
    /// good.
    case rejected(code: Int, String)
    /// A line break or another control character in an address, or none at all.
    case address(String)
}

extension MailFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .transfer(let failure): "\(failure)"
        case .noEncryption: "the server has no STARTTLS"
        case .rejected(let code, let text): "the server answered \(code): \(text)"
        case .address(let address): "'\(address)' is no address"
        }
    }
}
