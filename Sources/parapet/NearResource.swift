import CEL

/// The resource that somebody meant who typed an id or an ARN that none has.
enum NearResource {
    /// Nil where none is near enough.
    static func nearest(to name: String, in names: [String]) -> String? {
        let isARN = name.hasPrefix("arn:")
        // ARNs differ at their ends, and are longer than what is compared.
        let ends = Dictionary(
            names.filter { $0.hasPrefix("arn:") == isARN }.map { (end(of: $0), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let typed = end(of: name)
        return ends[typed] ?? Suggestion.nearest(to: typed, in: ends.keys).flatMap { ends[$0] }
    }

    private static func end(of name: String) -> String {
        guard name.hasPrefix("arn:") else { return name }
        return name.split { $0 == ":" || $0 == "/" }.last.map(String.init) ?? name
    }
}
