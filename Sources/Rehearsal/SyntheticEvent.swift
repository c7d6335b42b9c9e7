import Document

/// What CloudTrail tells of a rule that somebody added, in EventBridge's envelope.
public enum SyntheticEvent {
    /// - Parameters:
    ///   - id: AWS's eventID; another for each event.
    ///   - actor: the ARN of who added it.
    public static func ingressAdded(
        _ id: String,
        account: String,
        region: String,
        port: Int,
        rule: String,
        actor: String,
        at time: Timestamp
    ) -> JSON {
        let group: JSON = .string(PlayedGroups.id(of: account))
        let port: JSON = .int(Int64(port))
        let asked: JSON = [
            "ipProtocol": "tcp", "fromPort": port, "toPort": port, "groups": [:],
            "ipRanges": ["items": [["cidrIp": "0.0.0.0/0"]]], "ipv6Ranges": [:],
            "prefixListIds": [:],
        ]
        let added: JSON = [
            "groupOwnerId": .string(account), "groupId": group,
            "securityGroupRuleId": .string(rule), "isEgress": false, "ipProtocol": "tcp",
            "fromPort": port, "toPort": port, "cidrIpv4": "0.0.0.0/0",
        ]
        let record: JSON = [
            "eventVersion": "1.11",
            "userIdentity": [
                "type": "AssumedRole", "arn": .string(actor), "accountId": .string(account),
                "principalId": "AROA:ada",
            ],
            "eventTime": .string(time.rfc3339), "eventSource": "ec2.amazonaws.com",
            "eventName": "AuthorizeSecurityGroupIngress", "awsRegion": .string(region),
            "sourceIPAddress": "203.0.113.7", "userAgent": "aws-cli/2",
            "requestParameters": ["groupId": group, "ipPermissions": ["items": [asked]]],
            "responseElements": [
                "requestId": "1", "_return": true, "securityGroupRuleSet": ["items": [added]],
            ],
            "requestID": .string(id), "eventID": .string(id), "readOnly": false,
            "eventType": "AwsApiCall", "managementEvent": true,
            "recipientAccountId": .string(account), "eventCategory": "Management",
        ]
        return [
            "version": "0", "id": .string(id), "detail-type": "AWS API Call via CloudTrail",
            "source": "aws.ec2", "account": .string(account), "time": .string(time.rfc3339),
            "region": .string(region), "resources": [], "detail": record,
        ]
    }
}
