/// An action as a request names it.
enum PolicyAction {
    /// What is wrong with one, and what to write.
    struct Wrong: Error, CustomStringConvertible {
        let message: String
        let hint: String

        var description: String { "\(message); \(hint)" }
    }

    /// - Parameter asPattern: whether it may have wildcards.
    static func check(_ action: String, asPattern: Bool) throws(Wrong) {
        if asPattern, action == "*" { return }
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            let name = action.split(separator: ":").last ?? "GetObject"
            throw Wrong(
                message: "'\(action)' is no action: it names no service",
                hint: "write SERVICE:\(name), such as s3:GetObject"
            )
        }
        guard asPattern || !action.contains(where: { $0 == "*" || $0 == "?" }) else {
            throw Wrong(
                message: "'\(action)' stands for several actions: a request has one",
                hint: "name one, or use 'parapet policy ask'"
            )
        }
    }
}
