import AWS
import Document
import Guardrails
import Records

/// What people set on findings over there. Source: AWS Security Hub API Reference, GetFindings.
extension SecurityHubChannel {
    /// Values of one filter (AWS Security Hub API Reference, AwsSecurityFindingFilters).
    private static let mostValues = 20

    /// What could not be read is not known, and holds up nothing.
    func workflows(of parcel: Parcel) async -> [String: String] {
        guard let sessions = services.sessions else { return [:] }
        let findings = parcel.findings.filter { $0.status != .unknown }
        var found: [String: String] = [:]
        for (place, findings) in (try? await places(of: findings, sessions)) ?? [:] {
            guard let sender = try? sender(in: place.account, sessions) else { continue }
            for start in stride(from: 0, to: findings.count, by: Self.mostValues) {
                let part = findings[start..<min(start + Self.mostValues, findings.count)]
                found.merge(await read(Array(part), place, sender)) { $1 }
            }
        }
        return found
    }

    private func read(
        _ findings: [FindingRecord],
        _ place: Place,
        _ sender: Sender
    ) async -> [String: String] {
        let ids = Dictionary(
            findings.map { (SecurityFinding.id(of: $0.id), $0.id) },
            uniquingKeysWith: { $1 }
        )
        let product = place.product
        func values(_ values: [String]) -> JSON {
            .array(values.map { ["Value": .string($0), "Comparison": "EQUALS"] })
        }
        let outcome = await sender.send(
            "securityhub",
            "GetFindings",
            region: place.region,
            [
                "Filters": ["Id": values(ids.keys.sorted()), "ProductArn": values([product])],
                "MaxResults": .int(Int64(Self.mostFindings)),
            ]
        )
        guard case .done(let answer) = outcome else { return [:] }
        var found: [String: String] = [:]
        for item in answer["Findings"]?.array ?? [] where item["ProductArn"]?.string == product {
            guard let id = item["Id"]?.string.flatMap({ ids[$0] }) else { continue }
            found[id] = item["Workflow"]?["Status"]?.string
        }
        return found
    }
}

extension SecurityHubChannel.Place {
    /// Parapet's own findings there.
    var product: String {
        SecurityFinding.product(
            partition: (Partition(region: region) ?? .aws).name,
            region: region,
            account: account
        )
    }
}
