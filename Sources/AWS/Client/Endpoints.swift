/// Where a service answers, and how its requests are signed.
public struct Endpoints: Sendable {
    struct Endpoint: Sendable, Hashable {
        /// `https`, or `http` for a loopback address.
        let scheme: String
        /// With the port, where it is not the scheme's own.
        let host: String
        let path: String
        let signingRegion: String
        let signingName: String
    }

    /// `AWS_ENDPOINT_URL`: every service there; for tests and private endpoints.
    public var url: String?
    /// By the service's id in capitals, as in `AWS_ENDPOINT_URL_S3`; wins over ``url``.
    public var urls: [String: String]

    /// `AWS_USE_FIPS_ENDPOINT`: endpoints with validated cryptography only.
    public var usesFIPS: Bool
    /// `AWS_USE_DUALSTACK_ENDPOINT`: endpoints that speak IPv6 too.
    public var usesDualStack: Bool

    public init(environment: [String: String] = [:]) {
        let text = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        url = text("AWS_ENDPOINT_URL")
        usesFIPS = text("AWS_USE_FIPS_ENDPOINT")?.lowercased() == "true"
        usesDualStack = text("AWS_USE_DUALSTACK_ENDPOINT")?.lowercased() == "true"
        urls = [:]
        for name in environment.keys where name.hasPrefix("AWS_ENDPOINT_URL_") {
            urls[String(name.dropFirst("AWS_ENDPOINT_URL_".count))] = text(name)
        }
    }

    /// Nil where the service has no such endpoint in the region's partition, or nobody has the region.
    ///
    /// - Parameter origin: where what is called says that it is; what the environment says wins.
    func endpoint(
        of model: ServiceModel,
        region: String,
        hostPrefix: String,
        origin: String? = nil
    ) -> Endpoint? {
        guard let partition = Partition(region: region) else { return nil }
        let variants = model.hosts[partition.name]
        let host = variants?[variant]
        let signingRegion = (host ?? variants?[""])?.signingRegion ?? region
        let signingName = (host ?? variants?[""])?.signingName ?? model.signingName
        if let url = urls[model.variable] ?? url ?? origin {
            let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            let path = parts.count > 3 ? "/" + parts[3] : ""
            return Endpoint(
                scheme: url.hasPrefix("http://") ? "http" : "https",
                host: parts.count > 2 ? String(parts[2]) : url,
                path: path == "/" ? "" : path,
                signingRegion: signingRegion,
                signingName: signingName
            )
        }
        guard let host else { return nil }
        let name = host.template.split(separator: "{region}", omittingEmptySubsequences: false)
            .joined(separator: region)
        return Endpoint(
            scheme: "https",
            host: hostPrefix + name,
            path: "",
            signingRegion: signingRegion,
            signingName: signingName
        )
    }

    private var variant: String {
        [usesFIPS ? "fips" : nil, usesDualStack ? "dualstack" : nil].compactMap(\.self)
            .joined(separator: "-")
    }
}
