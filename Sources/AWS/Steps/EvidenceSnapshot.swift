import Document

/// A snapshot and the key that encrypts it, as copying and sharing rest on them. Its state and progress
/// move by themselves and are not among it.
enum EvidenceSnapshot {
    /// What EC2 does with keys in the name of who asks: Amazon EBS User Guide, "Requirements for Amazon EBS
    /// encryption". The role may it by way of EC2 alone: with none of them data can be read.
    static let keyUse = [
        "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom", "kms:ReEncryptTo",
    ]

    static let asks = ["ec2.DescribeSnapshots", "kms.DescribeKey"]

    static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        let found = ActionRead(
            "snapshot",
            "ec2",
            "DescribeSnapshots",
            ["SnapshotIds": [.string(context.id)]],
            items: "Snapshots"
        )
        guard let key = known["snapshot"]?.array?.first?["KmsKeyId"] else { return [found] }
        return [found, ActionRead("key", "kms", "DescribeKey", ["KeyId": key])]
    }

    /// Null where there is no such snapshot. `default` says whether AWS's own key encrypts it, and is
    /// null where nobody knows the key.
    static func image(_ read: Object) -> JSON {
        guard let found = read["snapshot"]?.array?.first else { return .null }
        let isEncrypted = found["Encrypted"]?.bool == true
        let manager = read["key"]?["KeyMetadata"]?["KeyManager"]?.string
        let isDefault: JSON = isEncrypted ? manager.map { .bool($0 == "AWS") } ?? .null : false
        return [
            "id": found["SnapshotId"] ?? .null, "volume": found["VolumeId"] ?? .null,
            "owner": found["OwnerId"] ?? .null, "encrypted": .bool(isEncrypted),
            "key": found["KmsKeyId"] ?? .null, "default": isDefault,
        ]
    }
}
