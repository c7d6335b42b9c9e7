/// The condition keys that every request carries, signed or not, each with one value.
///
/// Not among them: `aws:SourceIp`, which a request through an endpoint of a VPC does not carry, and
/// `aws:UserAgent`, a header that callers write as they like and may leave out.
/// Source: IAM User Guide, "AWS global condition context keys" (Availability).
enum CarriedKey {
    private static let spellings = [
        "aws:CurrentTime", "aws:EpochTime", "aws:PrincipalType", "aws:RequestedRegion",
        "aws:SecureTransport", "aws:userid",
    ]

    static let names = Set(spellings.map { $0.lowercased() })

    /// What it may be; nil for a key that a request may lack.
    static func set(of key: String) -> KeySet? {
        guard names.contains(key) else { return nil }
        return key == "aws:securetransport" ? flag : .present
    }

    private static let flag = KeySet.texts(
        .matching([Glob("true", folds: true), Glob("false", folds: true)])
    )

    /// As AWS writes the key's name.
    fileprivate static func spelling(_ key: String) -> String {
        spellings.first { $0.lowercased() == key } ?? key
    }
}

extension PolicySet {
    /// What every request carries of the keys that the policies compare.
    var carried: [Box.Side] {
        Set(keys).sorted().compactMap { key in
            CarriedKey.set(of: key).map { (key: key, set: $0) }
        }
    }

    /// A key that every request carries and this one does not say, though the policies compare it.
    func unsaid(by request: Request) -> String? {
        keys.filter { request.isUnsaid($0) }.min().map { CarriedKey.spelling($0) }
    }

    private var keys: [String] {
        documents.flatMap { $0.keys }
    }
}

extension Request {
    /// Whether it has a value of a key that was not said.
    func isUnsaid(_ key: String) -> Bool {
        CarriedKey.names.contains(key) && values(key) == nil
    }
}
