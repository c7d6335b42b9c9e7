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

    public init(environment: [String: String] = [:]) {
        let text = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        url = text("AWS_ENDPOINT_URL")
        urls = [:]
        for name in environment.keys where name.hasPrefix("AWS_ENDPOINT_URL_") {
            urls[String(name.dropFirst("AWS_ENDPOINT_URL_".count))] = text(name)
        }
    }

    /// Services with one endpoint for a whole partition.
    private static let global: Set<String> = [
        "iam", "organizations", "route53", "cloudfront", "account",
    ]
    /// Of those, the ones whose host names their region all the same.
    private static let named: Set<String> = ["organizations", "account"]

    func endpoint(of model: ServiceModel, region: String, hostPrefix: String) -> Endpoint {
        let partition = Partition(region: region)
        let isGlobal = Self.global.contains(model.name)
        let signingRegion = isGlobal ? partition.mainRegion : region
        let signingName = model.name == "s3control" ? "s3" : model.signingName
        if let url = urls[model.variable] ?? url {
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
        let place =
            isGlobal && partition.name == "aws" && !Self.named.contains(model.name)
            ? "" : ".\(signingRegion)"
        return Endpoint(
            scheme: "https",
            host: "\(hostPrefix)\(model.endpointPrefix)\(place).\(partition.domain)",
            path: "",
            signingRegion: signingRegion,
            signingName: signingName
        )
    }
}

/// A set of regions that share accounts and identities.
public struct Partition: Sendable, Hashable {
    /// As in ARNs.
    public let name: String
    let domain: String
    /// Where global services sign.
    public let mainRegion: String

    public init(region: String) {
        switch region {
        case _ where region.hasPrefix("cn-"):
            (name, domain, mainRegion) = ("aws-cn", "amazonaws.com.cn", "cn-north-1")
        case _ where region.hasPrefix("us-gov-"):
            (name, domain, mainRegion) = ("aws-us-gov", "amazonaws.com", "us-gov-west-1")
        default: (name, domain, mainRegion) = ("aws", "amazonaws.com", "us-east-1")
        }
    }
}
