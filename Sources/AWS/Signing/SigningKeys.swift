import Platform

/// Derived keys, kept for the day: deriving one takes four codes, using one takes one.
final class SigningKeys: Sendable {
    private struct Name: Hashable {
        let credentials: Credentials
        let date: String
        let region: String
        let service: String
    }

    /// Beyond it all are dropped: sessions end within the hour, so most of them are dead by then.
    private static let limit = 10_000
    private let kept = Lock<[Name: HMACKey]>([:])

    func key(
        _ credentials: Credentials,
        date: String,
        region: String,
        service: String
    ) -> HMACKey {
        let name = Name(credentials: credentials, date: date, region: region, service: service)
        if let key = kept.withLock({ $0[name] }) { return key }
        let steps = [date, region, service, "aws4_request"]
        let key = steps.reduce(HMACKey(Array("AWS4\(credentials.secretAccessKey)".utf8))) {
            HMACKey($0.code(for: Array($1.utf8)))
        }
        kept.withLock { kept in
            if kept.count >= Self.limit { kept = [:] }
            kept[name] = key
        }
        return key
    }
}
