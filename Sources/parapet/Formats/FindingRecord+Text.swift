import AWS
import Document
import Records

extension FindingRecord {
    /// `tcp 22 from 0.0.0.0/0; …`
    var becauseText: String { because.map(\.text).joined(separator: "; ") }

    /// The ARN where AWS has one.
    var resourceText: String { resource.arn ?? resource.id }

    /// Eight digits: enough to name it by, while there are some thousands.
    var shortID: String { String(id.prefix(8)) }

    /// As its ARN or its region says; that of most accounts where neither does.
    var partition: Partition {
        let named = resource.arn?.split(separator: ":", omittingEmptySubsequences: false)
            .dropFirst().first
        return Partition.all.first { $0.name == named.map(String.init) }
            ?? Partition(region: region) ?? .aws
    }

    var shownTitle: String { title ?? guardrail }

    /// `cis-5.0`, each once, in their order.
    var standards: [String] {
        frameworks.map(\.framework).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// How long it is known, in the largest unit that fits: `12d`.
    func age(at now: Timestamp) -> String {
        let seconds = max(0, now.seconds - firstSeen.seconds)
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m"
        case ..<86_400: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }
}

extension FindingRecord.Framework {
    /// `cis-5.0 5.3`, and why only partly.
    var text: String { "\(framework) \(control)" + (partly.map { " (partly: \($0))" } ?? "") }

    /// `cis-5.0/5.3`
    var path: String { "\(framework)/\(control)" }
}

extension FindingRecord.Exception {
    /// `exception e-0123456789, asked for by eva, until 2026-12-31T00:00:00Z`
    var text: String {
        (source == "tag" ? "exception by tag" : "exception \(source)")
            + (owner.map { source == "tag" ? ", owner \($0)" : ", asked for by \($0)" } ?? "")
            + (until.map { ", until \($0.rfc3339.prefix(19))Z" } ?? "")
    }
}
