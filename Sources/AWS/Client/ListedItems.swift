import Document

/// How the items of a listing are found in its answers, and what tells that none is missing.
struct ListedItems: Sendable {
    private let path: DocumentPath
    private let needed: [DocumentPath]
    private let omission: Omission?

    init(_ service: String, _ operation: String, _ path: DocumentPath) {
        self.path = path
        needed = Self.needed["\(service).\(path.listName)"] ?? []
        omission = Omission.lists["\(service).\(operation)"]
    }

    /// The items of a page; a flaw where others may be missing.
    func read(_ document: Object) -> (items: [JSON], flaw: String?) {
        var page = Page()
        let document = JSON.object(document)
        if omission?.applies(to: document) != true || path.value(in: document) != nil {
            page.gather(path.steps[...], document)
        }
        let items = page.items.filter { item in
            guard let missing = needed.first(where: { !Self.has($0, item) }) else { return true }
            page.flaw = page.flaw ?? "an item without \(missing.listName)"
            return false
        }
        return (items, page.flaw)
    }

    private static func has(_ path: DocumentPath, _ item: JSON) -> Bool {
        switch path.value(in: item) {
        case nil, .null, .string(""): false
        default: true
        }
    }

    /// What every item has by which it is told from others or without which it cannot be judged, by
    /// service and list. Types that are declared say it themselves.
    static let needed: [String: [DocumentPath]] = [
        "ec2.Entries": [.init("Cidr")],
        "ec2.Regions": [.init("RegionName"), .init("OptInStatus")],
        "ec2.SecurityGroups": [
            .init("GroupId"), .init("IpPermissions"), .init("IpPermissionsEgress"),
        ],
        "ec2.Vpcs": [.init("VpcId")],
        "iam.AccessKeyMetadata": [.init("AccessKeyId")],
        "iam.GroupDetailList": [.init("GroupName")],
        "iam.Policies": [.init("Arn")],
        "iam.RoleDetailList": [.init("RoleName")],
        "iam.UserDetailList": [.init("UserName")],
        "organizations.Accounts": [.init("Id")],
        "organizations.OrganizationalUnits": [.init("Id"), .init("Name")],
        "organizations.Roots": [.init("Id")],
        "organizations.Tags": [.init("Key")],
        "route53.HostedZones": [.init("Id")],
        "route53.ResourceRecordSets": [.init("Name"), .init("Type")],
        "s3.Buckets": [.init("Name")],
        "s3control.AccessPointList": [.init("Name")],
    ]
}

/// One page while it is walked.
private struct Page {
    var items: [JSON] = []
    var flaw: String?

    mutating func gather(_ steps: ArraySlice<DocumentPath.Step>, _ value: JSON) {
        guard let step = steps.first else {
            if let list = value.array { items += list } else { items.append(value) }
            return
        }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name):
            guard let member = value[name], !member.isNull else {
                flaw = flaw ?? "there is no \(name)"
                return
            }
            gather(rest, member)
        case .all:
            for item in value.array ?? [] { gather(rest, item) }
        case .item: preconditionFailure("a listing has all of a list")
        }
    }
}

extension DocumentPath {
    /// The last member, which says what is listed.
    fileprivate var listName: String {
        for case .member(let name) in steps.reversed() { return name }
        return ""
    }
}
