import Document
import Guardrails
import Testing

@testable import AWS

/// What a text means among resources that were just listed.
@Suite struct LiveTargetTests {
    private static func instance(_ id: String, _ document: Object = [:]) -> Resource {
        let name = ResourceName(
            type: "ec2.instance",
            account: "111111111111",
            region: "eu-west-1",
            id: id,
            arn: "arn:aws:ec2:eu-west-1:111111111111:instance/\(id)",
            name: document["name"]?.string
        )
        return Resource(name: name, document: document)
    }

    private static let all = [
        instance("i-2", ["tags": ["team": "shop"]]),
        instance(
            "i-1",
            [
                "name": "web", "tags": ["team": "shop"], "private_ip": "10.0.0.1",
                "public_ip": "198.51.100.1",
                "aws": [
                    "PrivateDnsName": "ip-10-0-0-1.ec2.internal",
                    "NetworkInterfaces": [
                        [
                            "NetworkInterfaceId": "eni-1",
                            "PrivateIpAddresses": [
                                [
                                    "PrivateIpAddress": "10.0.0.9",
                                    "Association": ["PublicIp": "198.51.100.9"],
                                ]
                            ],
                            "Ipv6Addresses": [["Ipv6Address": "2001:db8::9"]],
                        ]
                    ],
                ],
            ]
        ),
    ]

    @Test(
        arguments: [
            ("i-1", "its id"), ("arn:aws:ec2:eu-west-1:111111111111:instance/i-1", "its ARN"),
            ("web", "its name"), ("10.0.0.1", "its private address"),
            ("198.51.100.1", "its address on the internet"),
            ("10.0.0.9", "an address of its interface eni-1"),
            ("198.51.100.9", "an address of its interface eni-1"),
            ("2001:db8::9", "an address of its interface eni-1"),
            ("IP-10-0-0-1.ec2.internal", "its DNS name"),
        ]
    )
    func oneIsFoundByWhateverItHas(text: String, why: String) {
        let found = LiveTarget.candidates(text, among: Self.all)
        #expect(found.map { "\($0.resource.name.id): \($0.why)" } == ["i-1: \(why)"])
    }

    @Test(arguments: ["www.Example.com", "WWW.example.com.", "www.example.com."])
    func aNameInDNSIsFoundHoweverItIsWritten(text: String) {
        let name = { (name: String) in
            Resource(
                name: ResourceName(
                    type: "route53.record",
                    account: "111111111111",
                    region: "global",
                    id: name,
                    name: name
                ),
                document: [:]
            )
        }
        let all = [name("example.com."), name("www.example.com.")]
        let found = LiveTarget.candidates(text, among: all)
        #expect(found.map(\.resource.name.id) == ["www.example.com."])
    }

    @Test(
        arguments: [
            ("tag:team=shop", ["i-1", "i-2"]), ("tag:team=", []), ("tag:team", []),
            ("10.0.0", []), ("", []),
        ] as [(String, [String])]
    )
    func severalOrNone(text: String, ids: [String]) {
        let found = LiveTarget.candidates(text, among: Self.all)
        #expect(found.map(\.resource.name.id) == ids)
    }
}
