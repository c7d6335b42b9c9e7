extension FindingRecord {
    /// `tcp 22 from 0.0.0.0/0; …`
    public var becauseText: String { because.map(\.text).joined(separator: "; ") }

    /// The ARN where AWS has one.
    public var resourceText: String { resource.arn ?? resource.id }

    public var shownTitle: String { title ?? guardrail }

    /// `cis-5.0`, each once, in their order.
    public var standards: [String] {
        frameworks.map(\.framework).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension FindingRecord.Framework {
    /// `cis-5.0/5.3`
    public var path: String { "\(framework)/\(control)" }
}

extension FindingRecord.Exception {
    /// `exception e-0123456789, asked for by eva, until 2026-12-31T00:00:00Z`
    public var text: String {
        (source == "tag" ? "exception by tag" : "exception \(source)")
            + (owner.map { source == "tag" ? ", owner \($0)" : ", asked for by \($0)" } ?? "")
            + (until.map { ", until \($0.rfc3339.prefix(19))Z" } ?? "")
    }
}
