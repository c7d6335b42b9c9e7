import CCurl
import Glibc

/// One request under way. Only the transfer thread touches what changes.
class Transfer: @unchecked Sendable {
    typealias Continuation = CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>

    let request: HTTPRequest
    /// Whether it goes without TLS.
    private let isPlain: Bool
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isTooLarge = false
    /// Why the answer is none, where libcurl would take it for one.
    private var flaw: String?
    private var sent: UnsafeMutablePointer<curl_slist>?
    private var peers: UnsafeMutablePointer<curl_slist>?
    private lazy var host = URLHost.of(request.url)
    /// The last address that it was not connected to.
    private var refused: PeerAddress?
    /// Where libcurl says what was wrong.
    private let words: UnsafeMutablePointer<CChar>

    private static let maxHeaderBytes = 256 << 10

    init(_ request: HTTPRequest, isPlain: Bool) {
        self.request = request
        self.isPlain = isPlain
        words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_slist_free_all(sent)
        curl_slist_free_all(peers)
        words.deallocate()
    }

    /// Sets a fresh handle up. The transfer must outlive the handle's use.
    final func prepare(_ easy: OpaquePointer, trust: TrustStore) {
        let easy = UnsafeMutableRawPointer(easy)
        parapet_easy_text(easy, CURLOPT_URL, request.url)
        parapet_easy_long(easy, CURLOPT_NOSIGNAL, 1)
        parapet_easy_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        parapet_easy_long(easy, CURLOPT_TIMEOUT_MS, request.timeoutMilliseconds)
        parapet_easy_long(easy, CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeoutMilliseconds)
        let isBound = request.addresses != .any || request.connectTo != nil
        if let peer = request.connectTo {
            // Of any host and port (libcurl, CURLOPT_CONNECT_TO).
            peers = curl_slist_append(peers, "::\(peer)")
            parapet_easy_pointer(easy, CURLOPT_CONNECT_TO, peers)
        }
        parapet_easy_long(easy, CURLOPT_FRESH_CONNECT, request.isSentOnce || isBound ? 1 : 0)
        parapet_easy_pointer(easy, CURLOPT_ERRORBUFFER, words)
        // A CAPATH, Debian's default, would switch off the cache of parsed roots: 24 ms of CPU a
        // connection instead of 0.6.
        switch trust {
        case .file(let path):
            parapet_easy_text(easy, CURLOPT_CAINFO, path)
            parapet_easy_text(easy, CURLOPT_CAPATH, nil)
        case .folder(let path):
            parapet_easy_text(easy, CURLOPT_CAINFO, nil)
            parapet_easy_text(easy, CURLOPT_CAPATH, path)
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        if isBound {
            parapet_easy_long(easy, CURLOPT_FORBID_REUSE, 1)
            parapet_easy_open_socket(
                easy,
                { context, _, address in
                    address.flatMap { Transfer.from(context)?.open($0) } ?? -1
                },
                context
            )
        }
        prepareExchange(easy)
        parapet_easy_callbacks(
            easy,
            { bytes, size, count, context in
                Transfer.from(context)?.receiveHeader(bytes, size * count) ?? 0
            },
            { bytes, size, count, context in
                Transfer.from(context)?.receiveBody(bytes, size * count) ?? 0
            },
            context
        )
    }

    /// What is said to the other side.
    func prepareExchange(_ easy: UnsafeMutableRawPointer) {
        parapet_easy_text(easy, CURLOPT_PROTOCOLS_STR, "https,http")
        parapet_easy_long(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        parapet_easy_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        prepareBody(easy)
        for (name, value) in request.headers {
            sent = curl_slist_append(sent, value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        sent = curl_slist_append(sent, "Expect:")
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            sent = curl_slist_append(sent, "Content-Type:")
        }
        parapet_easy_pointer(easy, CURLOPT_HTTPHEADER, sent)
    }

    /// A socket for an address; -1 where the request may not be connected to it.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Int32 {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return -1 }
        let found = address.pointee
        let peer = PeerAddress(
            UnsafeRawPointer(address) + offset,
            byteCount: Int(found.addrlen)
        )
        guard let peer, request.addresses.admits(peer, of: host, isPlain: isPlain) else {
            refused = peer
            return -1
        }
        return socket(found.family, found.socktype | Int32(SOCK_CLOEXEC.rawValue), found.protocol)
    }

    private func prepareBody(_ easy: UnsafeMutableRawPointer) {
        switch request.method {
        case "GET" where request.body.isEmpty: parapet_easy_long(easy, CURLOPT_HTTPGET, 1)
        case "HEAD": parapet_easy_long(easy, CURLOPT_NOBODY, 1)
        default:
            parapet_easy_long(easy, CURLOPT_POST, 1)
            parapet_easy_body(easy, request.body, curl_off_t(request.body.count))
            parapet_easy_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// How many bytes were taken; fewer than offered ends the transfer.
    func receiveHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let raw = UnsafeRawBufferPointer(start: bytes, count: count)
        headerBytes += count
        guard headerBytes <= Self.maxHeaderBytes else {
            isTooLarge = true
            return 0
        }
        let line = String(decoding: raw, as: UTF8.self)
        if line.hasPrefix("HTTP/") { headers = [] }
        guard let colon = line.firstIndex(of: ":") else { return count }
        let value = line[line.index(after: colon)...]
        let start = value.firstIndex { !$0.isWhitespace } ?? value.endIndex
        let end = value.lastIndex { !$0.isWhitespace }.map(value.index(after:)) ?? start
        let (name, text) = (String(line[..<colon]), String(value[start..<end]))
        // Where the answer ends is then anybody's guess (RFC 9112, section 6.3).
        if name.lowercased() == "content-length",
            headers.contains(where: { $0.name.lowercased() == "content-length" && $0.value != text }
            )
        {
            flaw = "the answer has two lengths"
            return 0
        }
        headers.append((name, text))
        return count
    }

    private func receiveBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard body.count + count <= request.maxResponseBytes else {
            isTooLarge = true
            return 0
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    /// What the end of the transfer means.
    func outcome(_ code: CURLcode, status: Int) -> Result<HTTPResponse, HTTPFailure> {
        if isTooLarge { return .failure(.tooLarge) }
        if let flaw { return .failure(.broken(flaw)) }
        let meaning = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_OK:
            return .success(HTTPResponse(status: status, headers: headers, body: body))
        case CURLE_OPERATION_TIMEDOUT: return .failure(.timeout)
        case CURLE_COULDNT_CONNECT where refused != nil:
            return .failure(.refusedAddress(refused.map(\.description) ?? ""))
        // A handshake that broke may do so by the network's fault.
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
            CURLE_SSL_CONNECT_ERROR:
            return .failure(.connect(said ?? meaning))
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return .failure(.tls(said ?? meaning))
        case CURLE_URL_MALFORMAT:
            return .failure(.malformed("\(request.url): \(said ?? meaning)"))
        default: return .failure(.broken(meaning))
        }
    }

    /// libcurl's own words, without what differs each time: they are kept in rows.
    private var said: String? {
        let text = String(cString: words)
        guard let start = text.firstRange(of: " after "),
            let end = text[start.upperBound...].firstRange(of: " ms")
        else { return text.isEmpty ? nil : text }
        return String(text[..<start.lowerBound] + text[end.upperBound...])
    }
}
