extension Collector {
    static let serverCertificate = Collector(
        Declaration(
            "iam.server-certificate",
            "Server certificate in IAM",
            service: "iam",
            isGlobal: true,
            list: "ListServerCertificates",
            items: "ServerCertificateMetadataList",
            id: "ServerCertificateId",
            one: .listing("AWS asks for the name instead of the id"),
            arn: .path("Arn"),
            name: "ServerCertificateName",
            fields: [
                .init("uploaded", .timestamp, "UploadDate", "when it was uploaded"),
                .init("expires", .timestamp, "Expiration", "when it ends"),
            ]
        )
    )
}
