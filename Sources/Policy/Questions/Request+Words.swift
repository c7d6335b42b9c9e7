extension Request {
    /// It as a sentence: `ada may iam:CreateAccessKey on arn:… (statement 'Keys')`, with the condition
    /// keys that it has to carry.
    ///
    /// - Parameters:
    ///   - who: what the principal is called, where there is a better name than the request knows.
    ///   - reason: what allows it, such as a statement's title.
    public func words(of who: String? = nil, by reason: String? = nil) -> String {
        let carried = keys.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.map { "'\($0)'" }.joined(separator: ", "))" }
        let with = carried.isEmpty ? "" : " with " + carried.joined(separator: " and ")
        return "\(who ?? principal.words) may \(action) on \(resource)\(with)"
            + (reason.map { " (\($0))" } ?? "")
    }
}

extension Principal {
    /// What it is called: `anyone on the internet`, `account 111122223333`, or its name at AWS.
    public var words: String {
        switch self {
        case .anonymous: return "anyone on the internet"
        case .identity(let arn, _):
            let name = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
                .dropFirst(5).first
            guard let account, name == "root" || name == "" else { return arn }
            return "account \(account)"
        case .service(let name): return name
        case .federated(let provider): return "whoever \(provider) vouches for"
        case .canonicalUser(let id): return "the account with the canonical id \(id)"
        }
    }
}
