import Platform

extension ServiceModel.WireProtocol {
    /// The media types that AWS labels answers with. Some answers have no label at all
    /// (JuliaCloud/AWS.jl#691); those must speak for themselves.
    ///
    /// Sources: Smithy's AWS JSON 1.0, JSON 1.1 and REST JSON protocols; Amazon SQS Developer Guide,
    /// "Interpreting Amazon SQS JSON API responses"; Route 53 API Reference, "Route 53 API
    /// responses" (`text/xml`); getmoto/moto#8560 (`application/xml` from S3).
    private var mediaTypes: Set<String> {
        switch self {
        case .query, .ec2, .restXML: ["text/xml", "application/xml"]
        case .json, .restJSON:
            ["application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json"]
        }
    }

    /// Whether a service can have labelled an answer so.
    ///
    /// - Parameter isRaw: the body is one member's own bytes or text, such as a bucket's policy.
    func sends(_ contentType: String, isRaw: Bool) -> Bool {
        let type = contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        return isRaw ? type != "text/html" : type.isEmpty || mediaTypes.contains(type)
    }
}
