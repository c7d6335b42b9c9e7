import Document

/// One call of a service, as its model has it.
struct Operation: Sendable {
    /// How an answer in pages goes on. Tokens are paths such as `NextMarker || Contents[-1].Key`.
    struct Pages: Sendable {
        let inputTokens: [String]
        let outputTokens: [String]
        let more: String?
    }

    let name: String
    let method: String
    /// With labels: `/{Bucket}/{Key+}?acl`.
    let uri: String
    let input: WireShape.Reference?
    let output: WireShape.Reference?
    let resultWrapper: String?
    let inputName: String?
    let inputNamespace: WireShape.Namespace?
    let hostPrefix: String?
    let needsChecksum: Bool
    let isUnsigned: Bool
    /// Marked in `ops/models/operations.txt`: it changes nothing, so that calling it twice is as good
    /// as once.
    let isRead: Bool
    let pages: Pages?

    init(_ name: String, _ json: JSON, _ places: [String: Int]) {
        let reference = { (side: String) in
            json[side]?["shape"]?.string.flatMap { places[$0] }
                .map { WireShape.Reference(index: $0) }
        }
        self.name = name
        method = json["http"]?["method"]?.string ?? "POST"
        uri = json["http"]?["requestUri"]?.string ?? "/"
        input = reference("input")
        output = reference("output")
        resultWrapper = json["output"]?["resultWrapper"]?.string
        inputName = json["input"]?["locationName"]?.string
        inputNamespace = WireShape.Namespace(json["input"]?["xmlNamespace"])
        hostPrefix = json["hostPrefix"]?.string
        needsChecksum = json["checksumRequired"]?.bool == true
        isUnsigned = json["unsigned"]?.bool == true
        isRead = json["read"]?.bool == true
        pages = json["pages"].map(Pages.init)
    }
}

extension Operation.Pages {
    fileprivate init(_ json: JSON) {
        let texts = { (key: String) -> [String] in
            json[key]?.string.map { [$0] } ?? json[key]?.array?.compactMap(\.string) ?? []
        }
        inputTokens = texts("input_token")
        outputTokens = texts("output_token")
        more = json["more_results"]?.string
    }
}
