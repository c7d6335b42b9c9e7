import Document

/// What tells that an XML answer is one to the operation that was asked.
enum AnswerRoot {
    /// Roots that botocore's models do not name: the API reference of Amazon S3 has them, each on the
    /// page of its operation under "Response Syntax".
    private static let named = [
        "s3.GetBucketAcl": "AccessControlPolicy",
        "s3.GetBucketLocation": "LocationConstraint",
        "s3.GetBucketLogging": "BucketLoggingStatus",
        "s3.GetBucketTagging": "Tagging",
        "s3.GetBucketVersioning": "VersioningConfiguration",
        "s3.ListBuckets": "ListAllMyBucketsResult",
    ]

    /// The name of the root element. Query and EC2 derive it from the operation (Smithy's AWS query
    /// and EC2 query protocols, "Response serialization"), REST from the shape that is the body.
    static func name(of operation: Operation, _ model: ServiceModel) -> String? {
        switch model.wireProtocol {
        case .query, .ec2: return "\(operation.name)Response"
        case .restXML:
            if let name = named["\(model.name).\(operation.name)"] { return name }
            guard let output = operation.output.map({ model[$0] }) else { return nil }
            let payload = output.members.first { $0.name == output.payload }
            return payload.map { model[$0.shape].name } ?? output.name
        case .json, .restJSON: return nil
        }
    }
}
