import CAssets
import CEL
import Document

/// A set of regions that share accounts and identities. Source: botocore's `partitions.json`.
public struct Partition: Sendable, Hashable {
    /// As in ARNs: `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, `aws-iso` and so on.
    public let name: String
    /// Where its global services are.
    public let mainRegion: String
    /// Those that were known when this program was made, sorted.
    public let regions: [String]
    /// What the names of its regions begin with.
    private let beginnings: [String]

    public static let all: [Partition] = {
        let asset = parapet_partitions()
        let bytes = UnsafeBufferPointer(start: asset.bytes, count: asset.count)
        guard let items = try? JSON.parse(Array(bytes)).array else {
            preconditionFailure("the list of partitions is damaged")
        }
        return items.map(Partition.init)
    }()

    /// The one that most accounts are in.
    public static let aws: Partition = {
        guard let found = all.first(where: { $0.name == "aws" }) else {
            preconditionFailure("the list of partitions has no aws")
        }
        return found
    }()

    private init(_ json: JSON) {
        let texts = { (key: String) in json[key]?.array?.compactMap(\.string) ?? [] }
        name = json["name"]?.string ?? ""
        mainRegion = json["mainRegion"]?.string ?? ""
        regions = texts("regions")
        beginnings = texts("beginnings")
    }

    /// The partition of a region: of one that is known, or whose name has the form of one. Nil for any
    /// other text.
    public init?(region: String) {
        let found =
            Self.all.first { $0.regions.contains(region) } ?? Self.all.first { $0.names(region) }
        guard let found else { return nil }
        self = found
    }

    /// The one that an ARN names, else that of the region; that of most accounts where neither says.
    public init(arn: String?, region: String) {
        let named = arn?.split(separator: ":", omittingEmptySubsequences: false).dropFirst().first
        self =
            Self.all.first { $0.name == named.map(String.init) } ?? Partition(region: region)
            ?? .aws
    }

    /// Every region that is known, of all partitions, sorted.
    public static let regions: [String] = all.flatMap(\.regions).sorted()

    /// Whether AWS had the region when this program was made. It may have opened one since.
    public static func knows(region: String) -> Bool { regions.contains(region) }

    /// The known region that a misspelt one is most like.
    public static func nearest(to region: String) -> String? {
        Suggestion.nearest(to: region, in: regions)
    }

    /// `eu-west-1`: one of the beginnings, a word and a number.
    private func names(_ region: String) -> Bool {
        beginnings.contains { beginning in
            guard region.hasPrefix(beginning) else { return false }
            let rest = region.dropFirst(beginning.count)
                .split(separator: "-", omittingEmptySubsequences: false)
            return rest.count == 2 && !rest[0].isEmpty && !rest[1].isEmpty
                && rest[0].utf8.allSatisfy { (97...122).contains($0) }
                && rest[1].utf8.allSatisfy { (48...57).contains($0) }
        }
    }
}
