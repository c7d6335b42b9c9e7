import AWS
import Document
import Guardrails
import Records

/// Where AWS's console shows a resource.
enum ConsoleLink {
    /// Nil for types without a page of their own, and for partitions whose console nobody told of.
    static func url(of resource: ResourceRecord, account: String?, region: String) -> String? {
        guard let page = pages[resource.type], region.utf8.count <= longestRegionBytes else {
            return nil
        }
        let named =
            partition(of: resource.arn) ?? Partition(region: region)?.name ?? Partition.aws.name
        guard let host = hosts[named] else { return nil }
        let place =
            region == Scope.global
            ? Partition.all.first { $0.name == named }?.mainRegion ?? region : region
        let values = [
            "region": place, "account": account, "id": resource.id,
            "name": resource.name ?? resource.id, "arn": resource.arn ?? resource.id,
            "last": resource.id.split(separator: "/").last.map(String.init),
        ]
        return page.filled(with: values).map { "https://\(host)/\($0)" }
    }

    /// AWS's longest has 14; comparing a text without end with each of them would take its time.
    private static let longestRegionBytes = 40

    /// By partition. Sources: the pages "AWS GovCloud (US) Sign Up" and "Amazon Web Services in
    /// China: Getting Started".
    private static let hosts = [
        "aws": "console.aws.amazon.com", "aws-us-gov": "console.amazonaws-us-gov.com",
        "aws-cn": "console.amazonaws.cn",
    ]

    private static func partition(of arn: String?) -> String? {
        let parts = arn?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        return parts.count > 1 && parts[0] == "arn" ? String(parts[1]) : nil
    }
}
