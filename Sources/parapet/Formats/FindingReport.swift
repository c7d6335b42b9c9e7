import Document

/// Findings to be written in a format that other tools read.
struct FindingReport {
    /// As `--format json` lists them.
    let findings: [JSON]
    /// Guardrail to title; one that no sweep used yet has none.
    let titles: [String: String]
    /// RFC 3339, when it was made.
    let time: String

    func title(of finding: JSON) -> String {
        let name = finding["guardrail"]?.string ?? ""
        return titles[name] ?? name
    }

    /// `tcp 22 from 0.0.0.0/0; …`
    static func because(_ finding: JSON) -> String {
        let texts = finding["because"]?.array?.compactMap { $0["text"]?.string } ?? []
        return texts.joined(separator: "; ")
    }

    /// The ARN where AWS has one.
    static func resource(_ finding: JSON) -> String {
        finding["resource"]?["arn"]?.string ?? finding["resource"]?["id"]?.string ?? ""
    }
}

extension JSON {
    /// A member's text; empty where there is none.
    func text(_ name: String) -> String { self[name]?.string ?? "" }
}
