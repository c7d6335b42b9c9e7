extension Collector {
    static let virtualMFADevice = Collector(
        Declaration(
            "iam.virtual-mfa-device",
            "Virtual MFA device",
            service: "iam",
            isGlobal: true,
            list: "ListVirtualMFADevices",
            items: "VirtualMFADevices",
            id: "SerialNumber",
            one: .listing("AWS has no call for one"),
            arn: .path("SerialNumber"),
            fields: [
                .init(
                    "user",
                    .text,
                    "User.UserName",
                    "whose it is; missing where nobody uses it, and for the root user"
                ),
                .init(
                    "user_arn",
                    .text,
                    "User.Arn",
                    "whose it is; ends with :root for the root user"
                ),
                .init("enabled", .timestamp, "EnableDate", "since when"),
            ]
        )
    )
}
