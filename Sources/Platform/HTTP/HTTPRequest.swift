/// A request with everything that goes on the wire. Redirects are not followed.
public struct HTTPRequest: Sendable {
    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// From the start of connecting to the last byte.
    public var timeoutMilliseconds: Int
    public var connectTimeoutMilliseconds: Int
    public var maxResponseBytes: Int
    /// Goes over a connection of its own: over a kept one that the server has closed meanwhile,
    /// libcurl sends again by itself, although the first may have arrived.
    public var isSentOnce: Bool
    /// Where it is connected to, as `host:port`, whatever its URL says; whom it speaks to, and whose
    /// certificate is asked for, stays the URL's host. It goes over a connection of its own.
    public var connectTo: String?
    /// Other than any, it goes over a connection of its own: a kept one may have been made by leave
    /// that this request does not have.
    public var addresses: AddressPolicy

    public init(
        method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        timeoutMilliseconds: Int = 60_000,
        connectTimeoutMilliseconds: Int = 10_000,
        maxResponseBytes: Int = 64 << 20,
        isSentOnce: Bool = false,
        connectTo: String? = nil,
        addresses: AddressPolicy = .any
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.maxResponseBytes = maxResponseBytes
        self.isSentOnce = isSentOnce
        self.connectTo = connectTo
        self.addresses = addresses
    }
}

public struct HTTPResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of the name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no response.
public enum HTTPFailure: Error, Sendable, Hashable {
    case cancelled
    case timeout
    /// The name did not resolve, or nobody answers there.
    case connect(String)
    /// Who answers is not who is trusted, or the trusted roots cannot be read: no repetition helps.
    case tls(String)
    /// The response is larger than the request allows.
    case tooLarge
    /// The connection broke, or what came back is not HTTP.
    case broken(String)
    /// Not `https`, and not a loopback or credentials address.
    case refusedURL(String)
    /// Where the name leads is not where the request may be connected to; no byte was sent.
    case refusedAddress(String)
    /// What is asked for is no request of HTTP: an address that is none, a header that would be two.
    case malformed(String)

    /// Whether the server may have seen the request, so that repeating it could do it twice.
    public var mayHaveArrived: Bool {
        switch self {
        case .connect, .tls, .refusedURL, .refusedAddress, .malformed: false
        case .cancelled, .timeout, .tooLarge, .broken: true
        }
    }
}

extension HTTPFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cancelled: "cancelled"
        case .timeout: "timed out"
        case .connect(let reason), .tls(let reason), .broken(let reason), .malformed(let reason):
            reason
        case .tooLarge: "the answer is too large"
        case .refusedURL(let url): "\(url) is neither https nor a loopback address"
        case .refusedAddress(let address): "\(address) may not be spoken to"
        }
    }
}
