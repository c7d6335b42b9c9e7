import Document
import Guardrails
import Testing

@testable import Cluster

/// Who made an event, from what the database says of a message to what somebody reads.
@Suite struct MessageActorTests {
    private static let facts: JSON = [
        "key": "m-1", "channel": "c", "address": "", "kind": "transitions", "rules": 1,
        "made": "2026-11-26T10:00:00Z", "recipient": "eve", "notices": 1,
        "groups": [
            [
                "guardrail": [
                    "name": "g", "title": "T", "severity": "high", "education": "E",
                ],
                "account": ["id": "111111111111", "name": .null, "environment": .null],
                "notices": 1,
                "items": [
                    [
                        "event": "opened", "at": "2026-11-26T09:59:00Z", "finding": "f",
                        "region": "us-east-1",
                        "resource": ["type": "ec2.security-group", "id": "sg-1"], "part": "",
                        "because": [],
                        "actor": [
                            "name": "arn:aws:iam::111111111111:user/ada",
                            "call": "ec2:AuthorizeSecurityGroupIngress",
                            "at": "2026-11-26T09:58:00Z",
                        ],
                    ]
                ],
            ]
        ],
    ]

    @Test(arguments: [("one", true, true), ("one", false, false), ("many", true, false)])
    func isNamedToTheOwnerAlone(audience: String, isOwner: Bool, isNamed: Bool) throws {
        let configuration = try Configuration(
            yaml: """
                organization: {}
                channels:
                  c: { type: slack, url: { env: S }, audience: \(audience) }
                """,
            file: "parapet.yaml"
        )
        let channel = try #require(configuration.channels.first)
        var json = Self.facts.object ?? Object()
        json["is_owner"] = .bool(isOwner)
        let facts = try #require(MessageFacts(.object(json)))
        let parcel = try #require(facts.message(channel)).parcel()
        let call = "ec2:AuthorizeSecurityGroupIngress by"
        #expect(parcel.text.contains(call) == isNamed, "\(parcel.text)")
        for text in [parcel.text, parcel.html, parcel.blocks.text, parcel.json.text] {
            #expect(text.contains("user/ada") == isNamed)
        }
    }
}
