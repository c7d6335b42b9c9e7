import Document
import Guardrails

/// One page of what the organization is asked.
struct OrganizationCall: Sendable, Hashable {
    /// The root or a unit, and the way there.
    struct Place: Sendable, Hashable {
        let id: String
        /// Of the units only: the root's name says nothing.
        let names: [String]
        /// From the root to here.
        let ids: [String]
    }

    enum Question: Sendable, Hashable {
        case roots
        case accounts(in: Place)
        case units(in: Place)
        case tags(of: String)
        case account(String)
    }

    let question: Question
    /// Nil for the first page.
    var token: String?
    /// How often AWS said that it was too early.
    var throttles = 0

    init(_ question: Question) { self.question = question }

    var operation: String {
        switch question {
        case .roots: "ListRoots"
        case .accounts: "ListAccountsForParent"
        case .units: "ListOrganizationalUnitsForParent"
        case .tags: "ListTagsForResource"
        case .account: "DescribeAccount"
        }
    }

    /// The member of an answer that holds what was asked for.
    var items: String {
        switch question {
        case .roots: "Roots"
        case .accounts: "Accounts"
        case .units: "OrganizationalUnits"
        case .tags: "Tags"
        case .account: "Account"
        }
    }

    var parameters: Object {
        var parameters: Object =
            switch question {
            case .roots: [:]
            case .accounts(let place), .units(let place): ["ParentId": .string(place.id)]
            case .tags(let id): ["ResourceId": .string(id)]
            case .account(let id): ["AccountId": .string(id)]
            }
        parameters["NextToken"] = token.map { .string($0) }
        return parameters
    }
}

extension OrganizationCall {
    /// The call for the page after this one; nil where it was the last.
    func next(after document: Object) throws(Gap) -> OrganizationCall? {
        guard let token = document["NextToken"]?.string, !token.isEmpty else { return nil }
        guard token != self.token else { throw gap(.failed, "a page token repeats") }
        var next = self
        next.token = token
        next.throttles = 0
        return next
    }

    func gap(_ reason: Gap.Reason, _ detail: String) -> Gap {
        Gap(
            reason: reason,
            permission: Permission.action("organizations", operation),
            detail: detail
        )
    }

    func gap(_ failure: CallFailure) -> Gap { gap(failure.reason, failure.description) }
}
