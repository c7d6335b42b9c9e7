import Document
import Platform

extension ExpiringCredentials.Issued {
    /// As programs and metadata services write them. They do not agree on the token's name.
    ///
    /// Sources: "Sourcing credentials with an external process" in the AWS CLI User Guide, "Retrieve
    /// security credentials from instance metadata" in the Amazon EC2 User Guide.
    ///
    /// - Throws: why they cannot be used.
    init(_ json: JSON, at now: Timestamp) throws(UnusableCredentials) {
        // A metadata service says with HTTP 200 that it has none.
        if let code = json["Code"]?.string, code != "Success" {
            let message = json["Message"]?.string.map { ": \($0.prefix(200))" } ?? ""
            throw UnusableCredentials(reason: "\(code.prefix(100))\(message)")
        }
        guard let id = json["AccessKeyId"]?.string, let secret = json["SecretAccessKey"]?.string,
            let credentials = Credentials(
                accessKeyID: id,
                given: secret,
                sessionToken: (json["SessionToken"] ?? json["Token"])?.string
            )
        else { throw UnusableCredentials(reason: "there is no key with its secret in it") }
        self.init(
            credentials: credentials,
            expires: try Self.expiration(json["Expiration"], now),
            issued: now
        )
    }

    private static func expiration(
        _ value: JSON?,
        _ now: Timestamp
    ) throws(UnusableCredentials) -> Timestamp? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string, let time = WireTime.read(text) else {
            throw UnusableCredentials(
                reason: "their Expiration is no time: \(value.text.prefix(60))"
            )
        }
        guard time > now else {
            throw UnusableCredentials(
                reason: "they ended at \(time.rfc3339), and it is \(now.rfc3339) here"
            )
        }
        return time
    }
}

/// Why credentials that were handed out are of no use.
struct UnusableCredentials: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }
}

extension Credentials {
    /// Nil where the key or its secret is empty: what they sign, AWS refuses. An empty token is none.
    init?(accessKeyID: String, given secret: String, sessionToken: String?) {
        guard !accessKeyID.isEmpty, !secret.isEmpty else { return nil }
        self.init(
            accessKeyID: accessKeyID,
            secretAccessKey: secret,
            sessionToken: sessionToken.flatMap { $0.isEmpty ? nil : $0 }
        )
    }
}
