extension PolicyDocument {
    /// Whether a bucket's policy leaves it to access points whom they let in.
    /// Source: S3 User Guide, "Configuring IAM policies for using access points".
    public var isLeftToAccessPoints: Bool {
        statements.contains { statement in
            statement.isAllow && statement.namesEveryone
                && statement.conditions.contains { $0.key.hasPrefix("s3:dataaccesspoint") }
        }
    }
}

extension PolicyStatement {
    /// Whether it speaks of everybody, or of everybody but some.
    var namesEveryone: Bool {
        switch principals {
        case .allBut: true
        case .only(let patterns): patterns.contains(.everyone)
        case nil: false
        }
    }
}
