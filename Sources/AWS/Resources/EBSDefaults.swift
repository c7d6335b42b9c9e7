extension Collector {
    static let ebsDefaults = Collector(
        Declaration(
            "ec2.ebs-defaults",
            "EBS encryption by default",
            service: "ec2",
            list: "GetEbsEncryptionByDefault",
            items: "",
            fields: [
                .init(
                    "encrypted",
                    .flag,
                    "EbsEncryptionByDefault",
                    "whether new volumes are encrypted unasked"
                )
            ]
        )
    )
}
