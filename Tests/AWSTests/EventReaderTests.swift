import Document
import Testing

@testable import AWS

/// What a message of the queue is taken for: an event of the estate, nothing to do, or a forgery.
struct EventReaderTests {
    static let account = "111122223333"
    static let management = "999988887777"

    static let reader = EventReader(accounts: [account, management], management: management)

    /// A record of a call as CloudTrail writes it, in EventBridge's envelope.
    static func message(
        _ changes: [String: JSON] = [:],
        envelope: [String: JSON] = [:]
    ) -> String {
        var record: Object = [
            "eventVersion": "1.11", "eventTime": "2026-11-26T10:00:00Z",
            "eventSource": "ec2.amazonaws.com", "eventName": "AuthorizeSecurityGroupIngress",
            "awsRegion": "eu-west-1", "sourceIPAddress": "198.51.100.7",
            "userAgent": "console.ec2.amazonaws.com", "eventID": "e-1",
            "eventType": "AwsApiCall", "recipientAccountId": .string(account),
            "userIdentity": ["type": "IAMUser", "userName": "mallory"],
            "requestParameters": ["groupId": "sg-1", "ipPermissions": [:]],
            "responseElements": ["_return": true],
        ]
        for (name, value) in changes { record[name] = value }
        var body: Object = [
            "version": "0", "id": "b-1", "detail-type": "AWS API Call via CloudTrail",
            "source": "aws.ec2", "account": .string(account), "time": "2026-11-26T10:00:02Z",
            "region": "eu-west-1", "resources": [],
        ]
        body["detail"] = .object(record)
        for (name, value) in envelope { body[name] = value }
        return JSON.object(body).text
    }

    @Test func anEventSaysWhatItIsAboutAndWhatChanged() throws {
        guard case .event(let event) = Self.reader.read(message: Self.message()) else {
            Issue.record("no event")
            return
        }
        #expect(event.id == "e-1")
        #expect(event.name == "ec2:AuthorizeSecurityGroupIngress")
        #expect(event.account == Self.account)
        #expect(event.region == "eu-west-1")
        #expect(event.at == Timestamp("2026-11-26T10:00:00Z"))
        #expect(
            event.mentions == [
                .init(type: "ec2.security-group", region: "eu-west-1", .id("sg-1"))
            ]
        )
        #expect(event.news == nil)
    }

    private static func session(_ role: String, _ session: String, of account: String) -> JSON {
        [
            "type": "AssumedRole",
            "arn": .string("arn:aws:sts::\(account):assumed-role/\(role)/\(session)"),
        ]
    }

    static let dropped: [(EventReading.Drop, String)] = [
        (.kind, message(envelope: ["detail-type": "AWS Console Signin via CloudTrail"])),
        (.kind, message(envelope: ["detail-type": "EC2 Instance State-change Notification"])),
        (.read, message(["readOnly": true])),
        (.read, message(["readOnly": "true"])),
        (.failed, message(["errorCode": "Client.InvalidPermission.Duplicate"])),
        (.failed, message(["responseElements": ["_return": false]])),
        (
            .foreign,
            message(
                ["recipientAccountId": "222233334444"],
                envelope: ["account": "222233334444"]
            )
        ),
        // Of an account that tells of itself only that it joins is believed.
        (
            .foreign,
            message(
                [
                    "eventSource": "organizations.amazonaws.com",
                    "eventName": "CreateAccountResult", "eventType": "AwsServiceEvent",
                    "recipientAccountId": "222233334444", "awsRegion": "us-east-1",
                    "serviceEventDetails": [
                        "createAccountStatus": [
                            "state": "SUCCEEDED", "accountId": "222233334444",
                        ]
                    ],
                ],
                envelope: [
                    "detail-type": "AWS Service Event via CloudTrail",
                    "source": "aws.organizations", "account": "222233334444",
                    "region": "us-east-1",
                ]
            )
        ),
        (.unknown, message(["eventName": "CreateKeyPair"])),
        (.unnamed, message(["requestParameters": .null])),
    ]

    @Test(arguments: dropped)
    func whatAsksForNothingIsCounted(_ reason: EventReading.Drop, _ message: String) {
        #expect(Self.reader.read(message: message) == .dropped(reason))
    }

    /// Roles and sessions are named by an account's own administrators.
    @Test(arguments: ["ParapetRemediate", "ParapetAudit"])
    func noNameHidesACall(role: String) {
        let identity = Self.session(role, "parapet", of: Self.account)
        let reading = Self.reader.read(message: Self.message(["userIdentity": identity]))
        guard case .event = reading else {
            Issue.record("\(reading)")
            return
        }
    }

    /// A member account that tells of another: where the management account is known, it is not believed.
    @Test func onlyTheManagementAccountTellsOfOthers() {
        func news(from account: String, of other: String) -> String {
            Self.message(
                [
                    "eventSource": "organizations.amazonaws.com",
                    "eventName": "CreateAccountResult", "eventType": "AwsServiceEvent",
                    "recipientAccountId": .string(account), "awsRegion": "us-east-1",
                    "serviceEventDetails": [
                        "createAccountStatus": [
                            "state": "SUCCEEDED", "accountId": .string(other),
                        ]
                    ],
                ],
                envelope: [
                    "detail-type": "AWS Service Event via CloudTrail",
                    "source": "aws.organizations", "account": .string(account),
                    "region": "us-east-1",
                ]
            )
        }
        let forged = news(from: Self.account, of: "222233334444")
        guard case .dead(let reason) = Self.reader.read(message: forged) else {
            Issue.record("a member account is believed")
            return
        }
        #expect(reason.contains("not of the management account"))
        for (reader, message) in [
            (Self.reader, news(from: Self.management, of: "222233334444")),
            // Nobody read the organization yet: it is asked before anything comes of it.
            (EventReader(accounts: [Self.account]), forged),
        ] {
            guard case .event(let event) = reader.read(message: message) else {
                Issue.record("no event")
                return
            }
            #expect(event.news?.account == "222233334444")
        }
    }

    /// Of itself a member may tell that it joins or leaves, and nothing that costs a look at all of it.
    @Test(arguments: [
        ("AcceptHandshake", true), ("LeaveOrganization", true), ("MoveAccount", false),
        ("CloseAccount", false), ("RemoveAccountFromOrganization", false),
    ])
    func aMemberTellsOfItselfOnlyThatItComesOrGoes(name: String, isBelieved: Bool) {
        func reading(by caller: String) -> EventReading {
            Self.reader.read(
                message: Self.message(
                    [
                        "eventSource": "organizations.amazonaws.com", "eventName": .string(name),
                        "recipientAccountId": .string(caller), "awsRegion": "us-east-1",
                        "requestParameters": ["accountId": .string(Self.account)],
                    ],
                    envelope: [
                        "source": "aws.organizations", "account": .string(caller),
                        "region": "us-east-1",
                    ]
                )
            )
        }
        func isEvent(_ reading: EventReading) -> Bool {
            if case .event = reading { true } else { false }
        }
        #expect(isEvent(reading(by: Self.account)) == isBelieved)
        #expect(isEvent(reading(by: Self.management)))
    }

    /// A finding as Security Hub hands it to EventBridge.
    static func finding(
        _ changes: [String: JSON] = [:],
        envelope: [String: JSON] = [:]
    ) -> String {
        var finding: Object = [
            "SchemaVersion": "2018-10-08", "Id": "arn:aws:guardduty:eu-west-1:1:f/1",
            "ProductArn": "arn:aws:securityhub:eu-west-1::product/aws/guardduty",
            "AwsAccountId": .string(account), "Region": "eu-west-1",
            "UpdatedAt": "2026-11-26T10:00:00Z", "RecordState": "ACTIVE",
            "Workflow": ["Status": "NEW"], "Severity": ["Label": "CRITICAL"],
            "Types": ["TTPs/Command and Control/CryptoCurrency"],
            "Resources": [
                [
                    "Type": "AwsEc2Instance", "Region": "eu-west-1",
                    "Id": .string("arn:aws:ec2:eu-west-1:\(account):instance/i-0abc"),
                ],
                ["Type": "AwsIamAccessKey", "Id": "AWS::IAM::AccessKey:AKIA1234"],
                // Somebody else's is not of this account.
                [
                    "Type": "AwsEc2Instance",
                    "Id": "arn:aws:ec2:eu-west-1:222233334444:instance/i-1",
                ],
            ],
        ]
        for (name, value) in changes { finding[name] = value }
        var body: Object = [
            "version": "0", "id": "b-2", "detail-type": "Security Hub Findings - Imported",
            "source": "aws.securityhub", "account": .string(account), "region": "eu-west-1",
            "time": "2026-11-26T10:00:02Z", "resources": [],
            "detail": ["findings": [.object(finding)]],
        ]
        for (name, value) in envelope { body[name] = value }
        return JSON.object(body).text
    }

    /// Also where the account that has the findings of others tells of it.
    @Test(arguments: [account, management])
    func aFindingOfSecurityHubNamesWhatItIsAbout(teller: String) throws {
        let message = Self.finding(envelope: ["account": .string(teller)])
        guard case .event(let event) = Self.reader.read(message: message) else {
            Issue.record("no event")
            return
        }
        #expect(event.name == "securityhub:ImportedFinding" && event.account == Self.account)
        #expect(event.id == "b-2" && event.isOpinion)
        #expect(event.record["Severity"]?["Label"] == "CRITICAL")
        #expect(
            Set(event.mentions) == [
                .init(type: "ec2.instance", region: "eu-west-1", .id("i-0abc")),
                .init(type: "iam.access-key", region: "global", .id("AKIA1234")),
            ]
        )
    }

    static let opinions: [(EventReading, String)] = [
        (.dropped(.over), finding(["RecordState": "ARCHIVED"])),
        (.dropped(.over), finding(["Workflow": ["Status": "SUPPRESSED"]])),
        (.dropped(.told), finding(["GeneratorId": "parapet/ssh-open-to-the-world"])),
        (.dropped(.foreign), finding(["AwsAccountId": "222233334444"])),
        (.dropped(.foreign), finding(envelope: ["account": "222233334444"])),
        (.dropped(.unnamed), finding(["Resources": []])),
        (.dead("forged: its source is not AWS"), finding(envelope: ["source": "evil"])),
        (.dead("forged: its source is not Security Hub"), finding(envelope: ["source": "aws.ec2"])),
        (
            .dead("forged: its product is another account's"),
            finding([
                "ProductArn":
                    "arn:aws:securityhub:eu-west-1:222233334444:product/222233334444/default"
            ])
        ),
        (.dead("its ProductArn is not one"), finding(["ProductArn": "guardduty"])),
        (.dead("its AwsAccountId is no account"), finding(["AwsAccountId": "1"])),
        (.dead("its region is not one"), finding(["Region": "../etc"])),
        (.dead("it does not have one finding"), finding(envelope: ["detail": ["findings": []]])),
        (.dead("a finding of another version of ASFF"), finding(["SchemaVersion": "3"])),
    ]

    @Test(arguments: opinions)
    func whatIsNoFindingOfTheEstateIsCounted(_ reading: EventReading, _ message: String) {
        #expect(Self.reader.read(message: message) == reading)
    }

    static let dead: [(String, String)] = [
        ("not a document", ""),
        ("not a document", String(message().dropLast(40))),
        ("no object", "[]"),
        ("source is not AWS", message(envelope: ["source": "evil"])),
        ("source is not the record's", message(envelope: ["source": "aws.s3"])),
        ("no detail", message(envelope: ["detail": "text"])),
        ("of another account", message(["recipientAccountId": "222233334444"])),
        ("of another region", message(["awsRegion": "us-east-1"])),
        ("account is not one", message(envelope: ["account": "11112222333"])),
        ("region is not one", message(envelope: ["region": "../etc"])),
        ("no eventID", message(["eventID": .null])),
        ("no eventID", message(["eventID": ["e"]])),
        ("eventTime is not a time", message(["eventTime": "Jul 30, 2024 9:53:13 PM"])),
        ("eventSource", message(["eventSource": "ec2.evil.example"])),
        ("eventName is not one", message(["eventName": "A\u{0}B"])),
        ("another version", message(["eventVersion": "2.0"])),
        ("larger than", message(["padding": .string(String(repeating: "x", count: 10 << 20))])),
        (
            "nested deeper",
            String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        ),
    ]

    // By their places: some are larger than a log should be.
    @Test(arguments: dead.indices)
    func whatIsMalformedOrForgedIsKeptWithTheReason(_ place: Int) {
        let (reason, message) = Self.dead[place]
        let reading = Self.reader.read(message: message)
        guard case .dead(let text) = reading else {
            Issue.record("\(reason): \(reading)")
            return
        }
        #expect(text.contains(reason))
        #expect(text.utf8.count < 300)
    }
}
