import Document

extension ExpiringCredentials.Issued {
    /// As programs and metadata services write them. They do not agree on the token's name.
    init?(_ json: JSON) {
        guard let id = json["AccessKeyId"]?.string, let secret = json["SecretAccessKey"]?.string
        else { return nil }
        credentials = Credentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: (json["SessionToken"] ?? json["Token"])?.string
        )
        expires = json["Expiration"]?.string.flatMap { Timestamp($0) }
    }
}
