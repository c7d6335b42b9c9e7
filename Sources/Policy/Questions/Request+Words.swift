extension Request {
    /// `anyone on the internet may s3:GetObject on arn:aws:s3:::shop-assets/x (statement 'Read')`
    ///
    /// - Parameter statement: the one that allows it.
    public func words(_ statement: PolicyStatement?) -> String {
        let what = resource == "*" ? "" : " on \(resource)"
        let conditions = keys.sorted { $0.key < $1.key }.map { key, values in
            "\(key) \(values.joined(separator: " and "))"
        }
        let with = conditions.isEmpty ? "" : ", with " + conditions.joined(separator: ", ")
        let by = statement.map { " (\($0.title))" } ?? ""
        return "\(principal.words) may \(action)\(what)\(with)\(by)"
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
        case .anonymous: "anyone on the internet"
        case .anyCustomer: "every AWS customer"
        case .service(let name): "the service \(name)"
        default: name
        }
    }
}
