import Guardrails

extension ResourceType {
    static let securityGroup = ResourceType(
        "ec2.security-group",
        title: "Security group",
        service: "ec2",
        isGlobal: false,
        listPermissions: ["ec2:DescribeSecurityGroups"],
        attributes: [.init("vpc", permissions: ["ec2:DescribeVpcs"])],
        fields: [
            .init("group_name", .text, "its name; 'default' for a VPC's own"),
            .init("description", .text, "as written when it was made"),
            .init("vpc", .text, "the VPC it belongs to"),
            .init("ingress", .list(.element(IngressRule.element.name)), "what it lets in"),
            .init("vpc_networks", .list(.text), from: "vpc", "the address ranges of its VPC"),
        ],
        elements: [IngressRule.element],
        functions: IngressRule.functions
    )
}
