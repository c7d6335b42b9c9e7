import Document

/// A parameter by which a call may leave things out: what is done about it, and why that hides
/// nothing that the resource type means.
struct ListingParameter: Sendable {
    enum Treatment: Sendable {
        /// Sent with every page, whoever asks, unless the caller sends another.
        case always(JSON)
        /// Sent by the type that wants the part.
        case byType
        /// Never sent: AWS's default is right.
        case leftOut
    }

    let treatment: Treatment
    let reason: String

    static func always(_ value: JSON, _ reason: String) -> Self {
        Self(treatment: .always(value), reason: reason)
    }

    static func byType(_ reason: String) -> Self { Self(treatment: .byType, reason: reason) }

    static func leftOut(_ reason: String) -> Self { Self(treatment: .leftOut, reason: reason) }

    /// Names that say which ones are wanted, in every service that has them: left out, all are told.
    static func onlyNarrows(_ name: String) -> Bool {
        narrowing.contains(name) || endings.contains { name.hasSuffix($0) }
    }

    private static let narrowing: Set<String> = [
        "BucketRegion", "ClusterIdentifier", "CreationToken", "DBClusterIdentifier",
        "DBClusterSnapshotIdentifier",
        "DBInstanceIdentifier", "DBSnapshotIdentifier", "DbClusterResourceId", "DbiResourceId",
        "DocumentFilterList", "FileSystemId", "Filter", "InstanceInformationFilterList", "KeyId",
        "ResourceTypeFilters", "accountIdentifiers", "logGroupIdentifiers", "trailNameList",
    ]

    private static let endings = [
        "Arn", "Arns", "Filters", "Ids", "Ips", "Name", "Names", "Pattern", "Prefix", "TagKeys",
        "TagValues", "familyPrefix", "filterNamePrefix", "logGroupName", "metricName",
        "metricNamespace", "resourceArn",
    ]

    /// What is sent with every page of a call.
    static func sent(_ service: String, _ operation: String) -> Object {
        var values = Object()
        for (name, parameter) in table["\(service).\(operation)"] ?? [:] {
            if case .always(let value) = parameter.treatment { values[name] = value }
        }
        return values
    }
}
