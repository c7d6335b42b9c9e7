extension DeclaredEvent {
    /// By the catalogue's types, in one file a service. What AWS's models alone yield
    /// (``DerivedEvents``) is not repeated here.
    static let byType: [String: [DeclaredEvent]] = {
        let all = [
            ec2, ec2Settings, s3, iam, iamAccount, security, monitoring, storage, compute, messages,
            account, imported,
        ]
        return Dictionary(all.flatMap { $0.map { ($0.key, $0.value) } }, uniquingKeysWith: +)
    }()
}
