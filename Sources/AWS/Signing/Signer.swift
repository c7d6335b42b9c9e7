import Document
import Platform

/// AWS Signature Version 4. Source: AWS General Reference, "Signing AWS API requests".
public final class Signer: Sendable {
    private let keys = SigningKeys()

    public init() {}

    /// A request before it is signed: the path encoded as it goes on the wire, the query not yet.
    public struct Request: Sendable {
        public var method: String
        public var host: String
        public var path: String
        public var query: [(name: String, value: String)]
        public var headers: [(name: String, value: String)]
        public var body: [UInt8]

        public init(
            method: String,
            host: String,
            path: String = "/",
            query: [(name: String, value: String)] = [],
            headers: [(name: String, value: String)] = [],
            body: [UInt8] = []
        ) {
            self.method = method
            self.host = host
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
        }

        /// Path and query as they go on the wire.
        public var target: String {
            let query = Signer.canonical(query)
            return query.isEmpty ? path : "\(path)?\(query)"
        }
    }

    /// The headers to send, `Authorization` last; the request's own among them, `Host` left to HTTP.
    public func headers(
        for request: Request,
        credentials: Credentials,
        region: String,
        service: String,
        at time: Timestamp
    ) -> [(name: String, value: String)] {
        let stamp = Self.stamp(time)
        let date = String(stamp.prefix(8))
        let bodyHash = SHA256.hexDigest(request.body)
        var headers = request.headers
        headers.append(("X-Amz-Date", stamp))
        if let token = credentials.sessionToken { headers.append(("X-Amz-Security-Token", token)) }
        // S3 wants the hash told; the others only have it signed.
        if service == "s3" { headers.append(("X-Amz-Content-Sha256", bodyHash)) }
        let signed = Self.grouped(headers + [("Host", request.host)])
        let names = signed.map(\.name).joined(separator: ";")
        // All services but S3 sign the path encoded twice.
        let path = request.path
        let canonical = [
            request.method, service == "s3" ? path : Self.encoded(path, keepingSlashes: true),
            Self.canonical(request.query),
            signed.map { "\($0.name):\($0.value)\n" }.joined(), names, bodyHash,
        ].joined(separator: "\n")
        let scope = "\(date)/\(region)/\(service)/aws4_request"
        let signature = code(canonical, credentials, stamp, scope, region, service)
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(names), Signature=\(signature)"
        return headers + [("Authorization", authorization)]
    }

    /// The signature of a canonical request.
    func code(
        _ canonical: String,
        _ credentials: Credentials,
        _ stamp: String,
        _ scope: String,
        _ region: String,
        _ service: String
    ) -> String {
        let text = [
            "AWS4-HMAC-SHA256", stamp, scope, SHA256.hexDigest(Array(canonical.utf8)),
        ].joined(separator: "\n")
        let date = String(stamp.prefix(8))
        let key = keys.key(credentials, date: date, region: region, service: service)
        return hex(key.code(for: Array(text.utf8)))
    }

    /// `20150830T123600Z`
    static func stamp(_ time: Timestamp) -> String {
        String(time.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    /// Lower-case names in order; values of one name joined, runs of spaces folded.
    private static func grouped(
        _ headers: [(name: String, value: String)]
    ) -> [(name: String, value: String)] {
        Dictionary(grouping: headers) { $0.name.lowercased() }
            .map { name, entries in
                let values = entries.map { entry in
                    entry.value.split(separator: " ").joined(separator: " ")
                }
                return (name, values.joined(separator: ","))
            }
            .sorted { $0.name < $1.name }
    }

    static func canonical(_ query: [(name: String, value: String)]) -> String {
        query.map { (encoded($0.name), encoded($0.value)) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// RFC 3986: all but unreserved characters in percent notation.
    static func encoded(_ text: String, keepingSlashes: Bool = false) -> String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            case UInt8(ascii: "/") where keepingSlashes: bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
