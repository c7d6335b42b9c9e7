extension Request {
    /// `anyone on the internet may s3:GetObject on arn:aws:s3:::shop-assets/x (statement 'Read')`
    ///
    /// - Parameter statement: the one that allows it.
    public func words(_ statement: PolicyStatement?) -> String { words(by: statement?.title) }

    /// - Parameters:
    ///   - who: what the principal is called, where there is a better name than the request knows.
    ///   - reason: what allows it.
    public func words(of who: String? = nil, by reason: String? = nil) -> String {
        let what = resource == "*" ? "" : " on \(resource)"
        let organization = who == nil ? organization : nil
        let told = organization.map { told in keys.filter { !told.keys.contains($0.key) } } ?? keys
        let conditions = told.sorted { $0.key < $1.key }.map { key, values in
            "\(key) \(values.joined(separator: " and "))"
        }
        let with = conditions.isEmpty ? "" : ", with " + conditions.joined(separator: ", ")
        let by = reason.map { " (\($0))" } ?? ""
        // Services are written in lower case, whatever a policy says.
        let service = action.prefix { $0 != ":" }
        let name = service.lowercased() + action.dropFirst(service.count)
        return "\(who ?? organization?.words ?? principal.words) may \(name)\(what)\(with)\(by)"
    }
}

extension Request {
    /// Whom a request stands for that anybody of one organization may make, and the keys that say so.
    private var organization: (words: String, keys: [String])? {
        guard principal == .anyCustomer, let id = keys["aws:principalorgid"]?.first else {
            return nil
        }
        let paths = "aws:principalorgpaths"
        let isWhole = keys[paths].map { $0 == ["\(id)/"] } ?? true
        return (
            "every account of organization \(id)",
            ["aws:principalorgid"] + (isWhole ? [paths] : [])
        )
    }
}

extension Principal {
    /// A user of an account that nobody has: who stands for every customer of AWS.
    static let anyCustomer = Principal.identity(
        arn: "arn:aws:iam::999999999999:user/anybody",
        session: nil
    )

    fileprivate var words: String {
        switch self {
        case .anonymous: return "anyone on the internet"
        case .anyCustomer: return "every AWS customer"
        case .service(let name):
            return name.isOriginAccessIdentity
                ? String(name.split(separator: "/").last ?? "") : "the service \(name)"
        case .identity(let arn, _):
            let name = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
                .dropFirst(5).first
            // Of an account that is named as a whole, anybody stands for all.
            guard let account, name == "root" || name == "" else { return self.name }
            return "account \(account)"
        default: return name
        }
    }
}
