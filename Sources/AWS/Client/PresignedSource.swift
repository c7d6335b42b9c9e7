import Document

/// The address by which EC2 reads a snapshot that it is to copy, signed by who asks for the copy: it is
/// made as the request is sent, because it is only as good as the credentials of that moment.
///
/// Source: Amazon EC2 API Reference, "CopySnapshot", PresignedUrl: required where the snapshot is encrypted.
struct PresignedSource {
    let signer: Signer
    let endpoints: Endpoints
    let credentials: Credentials
    let now: Timestamp

    static func isNeeded(_ call: Client.Call) -> Bool {
        call.model.name == "ec2" && call.operation.name == "CopySnapshot"
    }

    /// Nil where the source's region has no endpoint.
    func url(_ call: Client.Call) -> String? {
        let source = call.parameters["SourceRegion"]?.string ?? call.region
        guard let endpoint = endpoints.endpoint(of: call.model, region: source, hostPrefix: "")
        else { return nil }
        let request = Signer.Request(
            method: "GET",
            host: endpoint.host,
            path: endpoint.path.isEmpty ? "/" : endpoint.path,
            query: [
                ("Action", "CopySnapshot"), ("Version", call.model.version),
                ("SourceRegion", source),
                ("SourceSnapshotId", call.parameters["SourceSnapshotId"]?.string ?? ""),
                ("DestinationRegion", call.region),
            ]
        )
        let target = signer.target(
            for: request,
            credentials: credentials,
            region: endpoint.signingRegion,
            service: endpoint.signingName,
            at: now,
            seconds: 3600
        )
        return "\(endpoint.scheme)://\(endpoint.host)\(target)"
    }
}
