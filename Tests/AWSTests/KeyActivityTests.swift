import Document
import Testing

@testable import AWS

/// What records say of a key.
struct KeyActivityTests {
    private func event(
        _ time: String,
        _ service: String,
        _ name: String,
        isRead: Bool = false,
        address: String = "203.0.113.9",
        error: String? = nil,
        parameters: JSON = .null,
        response: JSON = .null,
        resources: [String] = []
    ) throws -> HistoryEvent {
        var record: Object = [
            "eventTime": .string("2026-01-02T\(time)Z"), "eventName": .string(name),
            "eventSource": .string("\(service).amazonaws.com"), "awsRegion": "eu-central-1",
            "readOnly": .bool(isRead), "sourceIPAddress": .string(address), "userAgent": "cli",
            "userIdentity": ["accessKeyId": "AKIA1", "arn": "arn:aws:iam::222222222222:user/eve"],
            "requestParameters": parameters, "responseElements": response,
        ]
        record["errorCode"] = error.map { .string($0) }
        return try #require(
            HistoryEvent([
                "CloudTrailEvent": .string(JSON.object(record).text),
                "Resources": .array(resources.map { ["ResourceName": .string($0)] }),
            ])
        )
    }

    private func activity() throws -> KeyActivity {
        KeyActivity(
            events: [
                try event("01:00:00", "ec2", "DescribeInstances", isRead: true),
                try event("01:01:00", "ec2", "DescribeInstances", isRead: true, error: "Denied"),
                try event(
                    "02:00:00",
                    "ec2",
                    "RunInstances",
                    address: "198.51.100.1",
                    response: [
                        "ownerId": "222222222222",
                        "instancesSet": ["items": [["instanceId": "i-1", "vpcId": "vpc-1"]]],
                    ]
                ),
                try event("02:30:00", "iam", "CreateUser", error: "Denied"),
                try event(
                    "03:00:00",
                    "sts",
                    "AssumeRole",
                    isRead: true,
                    parameters: [
                        "roleArn": "arn:aws:iam::222222222222:role/a/Admin", "roleSessionName": "s",
                    ],
                    response: ["credentials": ["accessKeyId": "ASIA1", "sessionToken": "secret"]]
                ),
                try event(
                    "03:10:00",
                    "sts",
                    "AssumeRole",
                    isRead: true,
                    parameters: ["roleArn": "arn:aws:iam::333333333333:role/Other"]
                ),
                try event(
                    "04:00:00",
                    "lambda",
                    "CreateFunction20150331",
                    parameters: ["functionName": "miner"],
                    response: ["functionArn": "arn:f", "role": "arn:r"]
                ),
            ],
            account: "222222222222"
        )
    }

    @Test func tellsFromWhereItWasUsed() throws {
        let found = try activity().addresses
        #expect(found.map { $0["address"] } == ["203.0.113.9", "198.51.100.1"])
        #expect(found[0]["events"] == 6 && found[0]["agents"] == ["cli"])
        #expect(found[0]["first"] == "2026-01-02T01:00:00Z")
        #expect(found[0]["last"] == "2026-01-02T04:00:00Z")
    }

    @Test func tellsWhatWasDoneWhatChangesFirst() throws {
        let found = try activity().actions
        #expect(found.prefix(3).allSatisfy { $0["changes"] == true })
        let read = try #require(found.first { $0["operation"] == "DescribeInstances" })
        #expect(read["times"] == 2 && read["failed"] == 1)
    }

    @Test func tellsWhatItMadeByIDNameOrARNAndNothingThatFailed() throws {
        let found = try activity().made
        #expect(found.map { $0["things"] } == [["i-1"], ["arn:f", "miner"]])
        #expect(
            found.map { $0["operation"] } == ["ec2.RunInstances", "lambda.CreateFunction20150331"]
        )
    }

    @Test func tellsTheRolesAndSessionsThatWereMadeOfIt() throws {
        let activity = try activity()
        #expect(activity.assumed.map { $0["role"] } == ["Admin", "Other"])
        #expect(activity.roles == ["Admin"])
        #expect(KeyActivity.sessions(in: activity.events) == ["ASIA1"])
        // Tokens are told to nobody.
        #expect(
            !JSON.array(activity.assumed + activity.actions + activity.made).text.contains("secret")
        )
    }
}
