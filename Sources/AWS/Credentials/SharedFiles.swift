/// The AWS CLI's shared `config` and `credentials` files.
struct SharedFiles: Sendable {
    private var profiles: [String: [String: String]] = [:]

    /// - Parameter read: the text of a file; nil where there is none.
    init(environment: [String: String], read: (String) -> String?) {
        let home = environment["HOME"] ?? ""
        let config = environment["AWS_CONFIG_FILE"] ?? "\(home)/.aws/config"
        let credentials = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(home)/.aws/credentials"
        add(read(config) ?? "", isConfig: true)
        // Where both have a key, the credentials file wins.
        add(read(credentials) ?? "", isConfig: false)
    }

    func profile(_ name: String) -> [String: String]? { profiles[name] }

    private mutating func add(_ text: String, isConfig: Bool) {
        var current: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let bare = Self.trimmed(line)
            if bare.isEmpty || bare.hasPrefix("#") || bare.hasPrefix(";") { continue }
            if bare.hasPrefix("["), bare.hasSuffix("]") {
                let words = bare.dropFirst().dropLast().split(separator: " ").map(String.init)
                switch (words.count, words.first) {
                case (2, "profile") where isConfig: current = words[1]
                case (1, "default"): current = "default"
                case (1, let name) where !isConfig: current = name
                default: current = nil
                }
                continue
            }
            // Indented lines are nested settings, such as those of s3.
            guard let current, line.first?.isWhitespace == false,
                let sign = bare.firstIndex(of: "=")
            else { continue }
            let key = Self.trimmed(bare[..<sign]).lowercased()
            profiles[current, default: [:]][key] = Self.trimmed(bare[bare.index(after: sign)...])
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
        return String(text[start..<end])
    }
}
