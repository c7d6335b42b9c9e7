/// Values of condition keys that people know for what they are: those of AWS's documentation, and what the
/// policies' own patterns stand for.
struct KeyExamples {
    private let conditions: [PolicyCondition]

    init(_ policies: PolicySet) {
        conditions = policies.documents.flatMap(\.statements).flatMap(\.conditions)
    }

    private static let account = "123456789012"
    private static let organization = "o-exampleorgid"
    private static let path = "o-exampleorgid/r-ab12/ou-ab12-11111111/"

    private static let documented = [
        "aws:principalorgid": organization, "aws:sourceorgid": organization,
        "aws:vpceorgid": organization, "aws:resourceorgid": organization,
        "aws:principalorgpaths": path, "aws:sourceorgpaths": path, "aws:vpceorgpaths": path,
        "aws:sourceaccount": account, "aws:sourceowner": account, "aws:vpceaccount": account,
        "s3:dataaccesspointaccount": account,
        "aws:sourcearn": "arn:aws:sns:us-east-1:123456789012:example",
        "aws:requestedregion": "us-east-1", "aws:securetransport": "true",
        "aws:sourcevpc": "vpc-111bbb22", "aws:sourcevpce": "vpce-1a2b3c4d",
    ]

    /// The best first.
    func values(of key: String) -> [String] {
        let named = conditions.lazy.filter { $0.key == key && $0.test.isOfTexts }
            .flatMap(\.values).filter { !$0.hasVariables }.map(Self.example)
        return [Self.documented[key]].compactMap(\.self) + named
    }

    /// A value that a pattern may stand for.
    private static func example(_ pattern: PolicyText) -> String {
        guard pattern.hasWildcards else { return pattern.text }
        let parts = pattern.text.split(
            separator: ":",
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        guard parts.count == 6, parts[0] == "arn" else { return filled(pattern.text, "example") }
        let fillers = ["", "aws", "example", "us-east-1", account, "example"]
        return zip(parts, fillers).map { part, filler in
            let start = part.prefix { $0 != "*" && $0 != "?" }
            return part == start + "*" && filler.hasPrefix(start)
                ? filler : filled(String(part), filler)
        }.joined(separator: ":")
    }

    private static func filled(_ text: String, _ filler: String) -> String {
        text.replacing("*", with: filler).replacing("?", with: "x")
    }
}
