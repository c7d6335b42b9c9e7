import Document

/// What a record says of an account as a whole.
///
/// Source: AWS Organizations User Guide, "Logging and monitoring in AWS Organizations"; AWS Control
/// Tower User Guide, "Lifecycle events in AWS Control Tower".
enum AccountNewsReading: Sendable, Hashable {
    case none
    case news(CloudEvent.AccountNews)
    /// It was tried, and there is no account.
    case failed
    /// It says that there is something and not what.
    case flaw(String)

    /// What an account calls that joins, or leaves by itself; all else is the management account's. Source: AWS
    /// Organizations API Reference, "AcceptHandshake", "LeaveOrganization".
    static let ofMembers: Set<String> = [
        "organizations:AcceptHandshake", "organizations:LeaveOrganization",
    ]

    init(_ envelope: EventEnvelope) {
        let record = envelope.record
        let request = record["requestParameters"]
        switch envelope.name {
        case "organizations:CreateAccountResult", "controltower:CreateManagedAccount",
            "controltower:UpdateManagedAccount", "organizations:CloseAccountResult":
            self = Self.result(envelope)
        case "organizations:AcceptHandshake":
            // The account that joins is who called.
            self = .news(.init(account: envelope.account, kind: .joined))
        case "organizations:LeaveOrganization":
            self = .news(.init(account: envelope.account, kind: .left))
        case "organizations:MoveAccount": self = Self.of(request?["accountId"], .moved)
        case "organizations:RemoveAccountFromOrganization":
            self = Self.of(request?["accountId"], .left)
        case "organizations:CloseAccount": self = Self.of(request?["accountId"], .closed)
        default: self = .none
        }
    }

    private static func of(_ account: JSON?, _ kind: CloudEvent.AccountNews.Kind) -> Self {
        guard let id = account?.string, id.isAccountID else { return .flaw("it names no account") }
        return .news(.init(account: id, kind: kind))
    }

    /// A service's own event: what came of it, as an object or as a text.
    private static func result(_ envelope: EventEnvelope) -> Self {
        var details = envelope.record["serviceEventDetails"]
        if let text = details?.string {
            details = try? JSON.parse(text, limits: EventEnvelope.limits)
        }
        guard let details, details.object != nil else {
            return .flaw("its serviceEventDetails are not to be read")
        }
        let (member, kind): (String, CloudEvent.AccountNews.Kind) =
            switch envelope.eventName {
            case "CreateAccountResult": ("createAccountStatus", .created)
            case "CloseAccountResult": ("closeAccountStatus", .closed)
            case "CreateManagedAccount": ("createManagedAccountStatus", .created)
            default: ("updateManagedAccountStatus", .moved)
            }
        guard let status = details[member], let state = status["state"]?.string else {
            return .flaw("its serviceEventDetails have no state")
        }
        guard state == "SUCCEEDED" else { return .failed }
        return of(status["accountId"] ?? status["account"]?["accountId"], kind)
    }
}
