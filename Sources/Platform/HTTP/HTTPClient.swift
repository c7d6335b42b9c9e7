/// HTTP/1.1 over libcurl with connections that are kept; one thread drives all transfers.
public final class HTTPClient: Sendable {
    public struct Configuration: Sendable {
        /// Requests beyond it wait, without their time running.
        public var maxInFlight = 256
        public var trust = TrustStore.ofSystem
        /// Addresses besides loopback's that may be spoken to without TLS: where AWS hands out
        /// credentials to machines and containers.
        public var plaintextHosts: Set<String> = [
            "169.254.169.254", "169.254.170.2", "169.254.170.23", "[fd00:ec2::254]",
            "[fd00:ec2::23]",
        ]

        public init() {}
    }

    private let configuration: Configuration
    private let thread: TransferThread

    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        thread = TransferThread(
            maxInFlight: configuration.maxInFlight,
            trust: configuration.trust
        )
    }

    deinit { thread.stop() }

    /// Sends and waits for the whole response, whatever its status. A cancelled task ends the
    /// transfer at once.
    public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard isAllowed(request.url) else { throw .refusedURL(request.url) }
        if let flaw = request.flaw { throw .malformed(flaw) }
        let isPlain = !request.url.hasPrefix("https://")
        return try await thread.perform(Transfer(request, isPlain: isPlain))
    }

    /// `https` anywhere, `http` only where it does not leave the machine.
    private func isAllowed(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count).prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { return false }
        let host: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[...end]
        } else {
            host = authority.prefix { $0 != ":" }
        }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        let isLoopback =
            host == "localhost" || host == "[::1]"
            || octets.first == "127" && octets.count == 4 && octets.allSatisfy { UInt8($0) != nil }
        return isLoopback || configuration.plaintextHosts.contains(String(host))
    }
}
