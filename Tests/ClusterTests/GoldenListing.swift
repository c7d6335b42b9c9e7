import Document
import Foundation

/// What a sweep of the stand-in finds and how often it reads, without what differs from run to run:
/// comparable with a listing that was written down before.
struct GoldenListing: Equatable {
    /// Canonical JSON texts, sorted; two findings may look the same.
    let findings: [String]
    /// `service.operation` to the number of its reads.
    let reads: [String: Int]

    /// What a finding had when the listings were written; keys that came later are not compared.
    private static let keys = [
        "guardrail", "status", "unverified", "severity", "account", "environment", "region",
        "resource", "part", "because", "reason",
    ]

    /// - Parameters:
    ///   - findings: as `parapet findings --format json` lists them.
    ///   - counts: the stand-in's calls, by what was asked.
    init(findings: [JSON], counts: [JSON]) throws {
        let names = Self.names(findings)
        self.findings = try findings.map { try Self.masked($0, names) }.sorted()
        var reads: [String: Int] = [:]
        for call in counts {
            let (service, operation) = (call["service"]?.string, call["operation"]?.string)
            reads["\(service ?? "").\(operation ?? "")", default: 0] += Int(call["count"]?.int ?? 0)
        }
        self.reads = reads
    }

    init(file: URL) throws {
        let json = try JSON.parse(Array(try Data(contentsOf: file)))
        findings = (json["findings"]?.array?.map(\.canonicalText) ?? []).sorted()
        reads = Dictionary(
            json["reads"]?.object?.map { ($0, Int($1.int ?? 0)) } ?? [],
            uniquingKeysWith: { $1 }
        )
    }

    /// One finding or operation a line, so that a difference can be read.
    var text: String {
        let reads = reads.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        return """
            {"reads": {
            \(reads.joined(separator: ",\n"))
            },
            "findings": [
            \(findings.joined(separator: ",\n"))
            ]}

            """
    }

    /// The ids that AWS draws at random, by what the estate calls the resource.
    private static func names(_ findings: [JSON]) -> [String: String] {
        Dictionary(
            findings.compactMap { finding in
                guard let id = finding["resource"]?["id"]?.string,
                    let name = finding["resource"]?["name"]?.string, id != name
                else { return nil }
                return (id, name)
            },
            uniquingKeysWith: { min($0, $1) }
        )
    }

    private static func masked(_ finding: JSON, _ names: [String: String]) throws -> String {
        let text = masked(part(of: finding, keys).canonicalText, names)
        guard var object = try JSON.parse(text).object else { return text }
        // In an order of its own: that of the program may be that of random ids.
        let reasons = object["because"]?.array?.map { part(of: $0, ["path", "text"]) } ?? []
        object["because"] = .array(reasons.sorted { $0.canonicalText < $1.canonicalText })
        return JSON.object(object).canonicalText
    }

    private static func part(of object: JSON, _ keys: [String]) -> JSON {
        .object(Object(keys.compactMap { key in object[key].map { (key, $0) } }))
    }

    private static func masked(_ text: String, _ names: [String: String]) -> String {
        text.replacing(#/\d{4}-\d\d-\d\d(T[0-9:.]+Z)?/#) { _ in "TIME" }
            .replacing(#/\b(AKIA|AROA|AIDA)[A-Z0-9]{8,}/#) { "\($0.output.1)#" }
            .replacing(#/\b([a-z]{1,7})-[0-9a-f]{8,17}\b/#) { match in
                let name = names[String(match.output.0)].map { "(\($0))" } ?? "#"
                return "\(match.output.1)-\(name)"
            }
    }
}
