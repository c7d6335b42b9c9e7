extension Collector {
    static let kubernetesCluster = Collector(
        Declaration(
            "eks.cluster",
            "EKS cluster",
            service: "eks",
            list: "ListClusters",
            items: "clusters",
            id: "Id",
            one: .known(by: "DescribeCluster", ["name": .id]),
            arn: .form("cluster/{id}"),
            name: "Id",
            fields: [],
            attributes: [
                .init(
                    "cluster",
                    "DescribeCluster",
                    ["name": "Id"],
                    [
                        .init("version", .text, "cluster.version", "its Kubernetes"),
                        .init("status", .text, "cluster.status", "ACTIVE and so on"),
                        .init(
                            "public_endpoint",
                            .flag,
                            "cluster.resourcesVpcConfig.endpointPublicAccess",
                            "whether its API is on the internet"
                        ),
                        .init(
                            "public_networks",
                            .list(.text),
                            "cluster.resourcesVpcConfig.publicAccessCidrs",
                            "who on the internet may reach it"
                        ),
                        .init(
                            "encrypted_secrets",
                            .any,
                            "cluster.encryptionConfig",
                            "what is encrypted by which key"
                        ),
                    ]
                )
            ]
        )
    )
}
