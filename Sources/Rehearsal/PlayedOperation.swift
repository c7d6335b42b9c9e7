import Document
import Platform

/// An operation, with the answers that its model alone makes: that there is nothing, and that it was
/// asked too often.
final class PlayedOperation: Sendable {
    /// As in `ec2.DescribeRegions`.
    let name: String
    let operation: String
    private let service: PlayedService
    private let model: JSON
    private let made = Lock<WireAnswer?>(nil)

    init(_ service: PlayedService, _ operation: String, _ model: JSON) {
        name = "\(service.name).\(operation)"
        self.operation = operation
        self.service = service
        self.model = model
    }

    /// A whole answer with empty lists.
    var empty: WireAnswer {
        made.withLock { made in
            let answer = made ?? makeEmpty()
            made = answer
            return answer
        }
    }

    /// Worded as AWS words it for the service's protocol.
    var throttled: WireAnswer {
        let error = { (code: String) in
            "<Error><Code>\(code)</Code><Message>Rate exceeded</Message></Error>"
        }
        switch service.wireProtocol {
        case "ec2":
            return xml(
                "<Response><Errors>\(error("RequestLimitExceeded"))</Errors></Response>",
                status: 503
            )
        case "query":
            return xml("<ErrorResponse>\(error("Throttling"))</ErrorResponse>", status: 400)
        case "rest-xml" where service.signingName == "s3":
            return xml(error("SlowDown"), status: 503)
        case "rest-xml":
            return xml("<ErrorResponse>\(error("Throttling"))</ErrorResponse>", status: 400)
        default:
            let code =
                service.name == "organizations" ? "TooManyRequestsException" : "ThrottlingException"
            return json(["__type": .string(code), "message": "Rate exceeded"], status: 400)
        }
    }

    /// - Parameter content: of the result, without what wraps it.
    func answer(_ content: String) -> WireAnswer {
        let root = "\(operation)Response"
        let space = service.namespace.map { " xmlns=\"\($0)\"" } ?? ""
        if service.wireProtocol == "ec2" {
            return xml("<\(root)\(space)><requestId>1</requestId>\(content)</\(root)>")
        }
        let wrapper = model["output"]?["resultWrapper"]?.string
        let result = wrapper.map { "<\($0)>\(content)</\($0)>" } ?? content
        let metadata = "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
        return xml("<\(root)\(space)>\(result)\(metadata)</\(root)>")
    }

    func answer(_ content: JSON) -> WireAnswer { json(content, status: 200) }

    func failure(_ code: String) -> WireAnswer {
        json(["__type": .string(code), "message": "no such thing"], status: 400)
    }

    private func makeEmpty() -> WireAnswer {
        let output = model["output"].map(service.shape) ?? [:]
        let body = EmptyBody(service: service)
        switch service.wireProtocol {
        case "query", "ec2": return answer(body.xml(of: output))
        case "rest-xml": return restXML(output, body)
        default:
            guard let payload = body.payload(of: output) else {
                return json(body.json(of: output), status: 200)
            }
            return json(body.json(of: service.shape(payload.member)), status: 200)
        }
    }

    private func restXML(_ output: JSON, _ body: EmptyBody) -> WireAnswer {
        var shape = output
        var root = Self.roots[name] ?? "\(operation)Response"
        if let payload = body.payload(of: output) {
            shape = service.shape(payload.member)
            root = payload.member["locationName"]?.string ?? Self.roots[name] ?? payload.name
        }
        return xml("<\(root)>\(body.xml(of: shape))</\(root)>")
    }

    private func xml(_ text: String, status: Int = 200) -> WireAnswer {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        return WireAnswer(status: status, type: "text/xml;charset=UTF-8", body: head + text)
    }

    private func json(_ content: JSON, status: Int) -> WireAnswer {
        let type =
            service.wireProtocol == "json" ? "application/x-amz-json-1.1" : "application/json"
        return WireAnswer(status: status, type: type, body: content.text)
    }

    /// What models do not say: how S3's answers are called (Amazon S3 API Reference).
    private static let roots = [
        "s3.ListBuckets": "ListAllMyBucketsResult", "s3.GetBucketAcl": "AccessControlPolicy",
        "s3.GetBucketLocation": "LocationConstraint", "s3.GetBucketLogging": "BucketLoggingStatus",
        "s3.GetBucketNotificationConfiguration": "NotificationConfiguration",
        "s3.GetBucketTagging": "Tagging", "s3.GetBucketVersioning": "VersioningConfiguration",
        "s3control.ListAccessPoints": "ListAccessPointsResult",
        "s3control.GetAccessPointPolicyStatus": "GetAccessPointPolicyStatusResult",
    ]
}
