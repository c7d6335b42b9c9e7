import Document
import Platform

extension Signer {
    /// Path and query of a request that whoever has them may make until the time is over. Source: IAM User
    /// Guide, "Create a signed AWS API request", query string.
    func target(
        for request: Request,
        credentials: Credentials,
        region: String,
        service: String,
        at time: Timestamp,
        seconds: Int
    ) -> String {
        let stamp = Self.stamp(time)
        let scope = "\(stamp.prefix(8))/\(region)/\(service)/aws4_request"
        var query = request.query
        query += [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope)"), ("X-Amz-Date", stamp),
            ("X-Amz-Expires", "\(seconds)"), ("X-Amz-SignedHeaders", "host"),
        ]
        if let token = credentials.sessionToken { query.append(("X-Amz-Security-Token", token)) }
        let canonical = [
            request.method, Self.encoded(request.path, keepingSlashes: true),
            Self.canonical(query), "host:\(request.host)\n", "host", SHA256.hexDigest(request.body),
        ].joined(separator: "\n")
        let signature = code(canonical, credentials, stamp, scope, region, service)
        return "\(request.path)?\(Self.canonical(query))&X-Amz-Signature=\(signature)"
    }
}
