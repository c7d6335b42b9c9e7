import Document

/// What the accounts of an estate answer: who they are, what the organization is, and that there is
/// next to nothing in them but a security group.
struct EstateAnswers: Sendable {
    let estate: SyntheticEstate
    let groups = PlayedGroups()
    private let services = ServiceBook()

    init(_ estate: SyntheticEstate) { self.estate = estate }

    func operation(of call: WireCall) -> PlayedOperation? { services.operation(of: call) }

    func answer(_ call: WireCall, _ operation: PlayedOperation) -> WireAnswer {
        switch operation.name {
        case "sts.AssumeRole": operation.answer(session(call))
        case "sts.GetCallerIdentity":
            operation.answer(
                "<Account>\(call.account)</Account><UserId>\(call.account)</UserId>"
                    + "<Arn>arn:aws:iam::\(call.account):root</Arn>"
            )
        case "ec2.DescribeRegions": operation.answer(regions)
        case "ec2.DescribeVpcs": operation.answer(defaultNetwork(call))
        case "ec2.DescribeSecurityGroups": operation.answer(groups.groups(call))
        case "ec2.DescribeSecurityGroupRules": operation.answer(groups.rules(call))
        case "ec2.RevokeSecurityGroupIngress":
            operation.answer("<return>\(groups.revoke(call))</return>")
        case "iam.GenerateCredentialReport": operation.answer("<State>COMPLETE</State>")
        case "iam.GetCredentialReport": operation.answer(credentialReport)
        // An answer that holds one thing says what it is, or that there is none.
        case "ec2.GetInstanceMetadataDefaults":
            operation.answer("<accountLevel><httpTokens>required</httpTokens></accountLevel>")
        case "ec2.GetSnapshotBlockPublicAccessState":
            operation.answer("<state>block-all-sharing</state>")
        case "account.GetContactInformation":
            operation.answer(["ContactInformation": ["FullName": "Somebody"]])
        case "account.GetAlternateContact": operation.failure("ResourceNotFoundException")
        case "macie2.GetMacieSession": operation.answer(["status": "ENABLED"])
        case let name where name.hasPrefix("organizations."): organization(call, operation)
        default: operation.empty
        }
    }

    /// The key names the account, so that later calls say whose they are.
    private func session(_ call: WireCall) -> String {
        let arn = call.form("RoleArn") ?? ""
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        let account = parts.count > 4 ? parts[4] : ""
        return """
            <Credentials><AccessKeyId>ASIA\(account)</AccessKeyId>\
            <SecretAccessKey>-</SecretAccessKey><SessionToken>-</SessionToken>\
            <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>\
            <AssumedRoleUser><AssumedRoleId>AROA:parapet</AssumedRoleId><Arn>\(arn)</Arn>\
            </AssumedRoleUser>
            """
    }

    /// Of an account without users.
    private var credentialReport: String {
        "<Content>\(Base64.encode(Array("user,arn\n".utf8)))</Content>"
            + "<ReportFormat>text/csv</ReportFormat>"
    }

    private var regions: String {
        let items = estate.regions.map {
            "<item><regionName>\($0)</regionName>"
                + "<regionEndpoint>ec2.\($0).amazonaws.com</regionEndpoint>"
                + "<optInStatus>opt-in-not-required</optInStatus></item>"
        }
        return "<regionInfo>\(items.joined())</regionInfo>"
    }

    private func defaultNetwork(_ call: WireCall) -> String {
        """
        <vpcSet><item><ownerId>\(call.account)</ownerId><vpcId>vpc-0\(call.account)</vpcId>\
        <state>available</state><cidrBlock>172.31.0.0/16</cidrBlock><isDefault>true</isDefault>\
        <cidrBlockAssociationSet/><ipv6CidrBlockAssociationSet/><tagSet/></item></vpcSet>
        """
    }

    private func organization(_ call: WireCall, _ operation: PlayedOperation) -> WireAnswer {
        let input = (try? JSON.parse(call.body)) ?? [:]
        let place = input["ParentId"]?.string.map { estate.places[$0] ?? SyntheticEstate.Place() }
        switch operation.operation {
        case "ListRoots":
            let root: JSON = ["Id": .string(SyntheticEstate.root), "Name": "Root"]
            return operation.answer(["Roots": [root]])
        case "ListAccounts":
            let page = page("Accounts", Array(estate.members.indices), input, account)
            return operation.answer(page)
        case "ListAccountsForParent":
            return operation.answer(page("Accounts", place?.accounts ?? [], input, account))
        case "ListOrganizationalUnitsForParent":
            return operation.answer(
                page("OrganizationalUnits", place?.units ?? [], input) { number in
                    let unit = estate.units[number]
                    return ["Id": .string(unit.id), "Name": .string(unit.name)]
                }
            )
        case "ListTagsForResource":
            let member = input["ResourceId"]?.string.flatMap { estate.member($0) }
            let tags = (member?.tags ?? [:]).sorted { $0.key < $1.key }
            return operation.answer([
                "Tags": .array(tags.map { ["Key": .string($0), "Value": .string($1)] })
            ])
        case "ListParents":
            guard let parent = input["ChildId"]?.string.flatMap({ estate.parents[$0] }) else {
                return operation.failure("ChildNotFoundException")
            }
            let type: JSON = parent == SyntheticEstate.root ? "ROOT" : "ORGANIZATIONAL_UNIT"
            return operation.answer(["Parents": [["Id": .string(parent), "Type": type]]])
        case "DescribeAccount":
            guard let member = input["AccountId"]?.string.flatMap({ estate.member($0) }) else {
                return operation.failure("AccountNotFoundException")
            }
            return operation.answer(["Account": account(member)])
        case "DescribeOrganization":
            return operation.answer([
                "Organization": [
                    "Id": "o-estate0000", "FeatureSet": "ALL",
                    "MasterAccountId": .string(estate.management),
                ]
            ])
        default: return operation.empty
        }
    }

    private func account(_ number: Int) -> JSON { account(estate.members[number]) }

    private func account(_ member: SyntheticEstate.Member) -> JSON {
        [
            "Id": .string(member.id), "Name": .string(member.name), "Status": "ACTIVE",
            "State": "ACTIVE", "Email": .string("\(member.name)@example.com"),
            "Arn": .string(
                "arn:aws:organizations::\(estate.management):account/o-estate0000/\(member.id)"
            ),
        ]
    }

    /// The token is where the page begins.
    private func page(
        _ name: String,
        _ numbers: [Int],
        _ input: JSON,
        _ item: (Int) -> JSON
    ) -> JSON {
        let start = min(input["NextToken"]?.string.flatMap { Int($0) } ?? 0, numbers.count)
        let asked = Int(input["MaxResults"]?.int ?? Int64(SyntheticEstate.pageSize))
        let end = min(start + min(max(asked, 1), SyntheticEstate.pageSize), numbers.count)
        var page: Object = [name: .array(numbers[start..<end].map(item))]
        if end < numbers.count { page["NextToken"] = .string(String(end)) }
        return .object(page)
    }
}
