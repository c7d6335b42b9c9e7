extension Collector {
    static let image = Collector(
        Declaration(
            "ec2.image",
            "Machine image of the account",
            service: "ec2",
            list: "DescribeImages",
            ["Owners": ["self"]],
            items: "Images",
            id: "ImageId",
            one: .narrowed("ImageIds"),
            arn: .ownerless("image/{id}"),
            name: "Name",
            tags: .listed("Tags"),
            fields: [
                .init("public", .flag, "Public", "whether everybody may start it"),
                .init("state", .text, "State", "pending, available and so on"),
                .init("created", .timestamp, "CreationDate", "when it was made"),
            ]
        )
    )
}
