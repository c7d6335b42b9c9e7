extension Collector {
    static let lambdaFunction = Collector(
        Declaration(
            "lambda.function",
            "Lambda function",
            service: "lambda",
            list: "ListFunctions",
            items: "Functions",
            id: "FunctionName",
            one: .call(
                "GetFunctionConfiguration",
                ["FunctionName": .id],
                item: "",
                without: [
                    "State", "StateReason", "StateReasonCode", "LastUpdateStatus",
                    "LastUpdateStatusReason", "LastUpdateStatusReasonCode", "RuntimeVersionConfig",
                ]
            ),
            arn: .path("FunctionArn"),
            name: "FunctionName",
            tags: .read(.init("tags", "ListTags", ["Resource": "FunctionArn"], []), "Tags"),
            fields: [
                .init("runtime", .text, "Runtime", "what runs it"),
                .init("role", .text, "Role", "the role it runs as"),
                .init("vpc", .text, "VpcConfig.VpcId", "the VPC it is in"),
                .init("modified", .text, "LastModified", "when it last changed"),
            ],
            attributes: [
                .init(
                    "policy",
                    "GetPolicy",
                    ["FunctionName": "FunctionName"],
                    [
                        .init(
                            "policy",
                            .any,
                            "Policy",
                            "who may call it; missing where it has none",
                            isText: true
                        )
                    ]
                ),
                .init(
                    "url",
                    "GetFunctionUrlConfig",
                    ["FunctionName": "FunctionName"],
                    [
                        .init("url", .text, "FunctionUrl", "its address on the internet"),
                        .init("url_auth", .text, "AuthType", "NONE where anybody may call it"),
                    ]
                ),
            ],
            redacted: ["Environment.Variables"]
        ),
        facts: [PublicFunction.fact, PolicyExposure.external(.function)],
        elements: [PolicyExposure.element]
    )
}
