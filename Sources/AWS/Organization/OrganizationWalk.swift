import Document
import Guardrails

/// The walk from the root through all units: which calls follow from an answer, which accounts are in
/// it, and what could not be read. Calls nobody.
struct OrganizationWalk: Sendable {
    private let excluded: Set<String>
    private var seenUnits: Set<String> = []
    private(set) var gaps: [Gap] = []
    /// The account that ARNs of the organization are of: `arn:aws:organizations::MANAGEMENT:account/…`
    /// (Service Authorization Reference, "Resource types defined by AWS Organizations").
    private(set) var management: String?

    static let first = OrganizationCall(.roots)

    init(except excluded: Set<String>) { self.excluded = excluded }

    mutating func failed(_ call: OrganizationCall, _ failure: CallFailure) {
        gaps.append(call.gap(failure))
    }

    mutating func answered(
        _ call: OrganizationCall,
        _ document: Object
    ) -> (accounts: [OrganizationAccount], calls: [OrganizationCall]) {
        guard let items = document[call.items]?.array else {
            miss(call, "the answer has no \(call.items)")
            return ([], [])
        }
        if call.question == .roots && items.isEmpty {
            // Else an answer with nothing in it would empty the estate.
            miss(call, "the organization has no root")
        }
        var accounts: [OrganizationAccount] = []
        var calls: [OrganizationCall] = []
        do throws(Gap) {
            if let next = try call.next(after: document) { calls.append(next) }
        } catch {
            gaps.append(error)
        }
        for item in items {
            guard let id = item["Id"]?.string, !id.isEmpty else {
                miss(call, "one of \(call.items) has no Id")
                continue
            }
            if let owner = item["Arn"]?.string.flatMap({ NamedARN($0) })?.account, owner.isAccountID
            {
                management = owner
            }
            switch call.question {
            case .roots:
                calls += self.calls(in: OrganizationCall.Place(id: id, names: [], ids: [id]))
            case .units(let parent): calls += unit(id, item, parent, call)
            case .accounts(let place):
                if let account = account(id, item, place, call) { accounts.append(account) }
            case .tags, .account: break
            }
        }
        return (accounts, calls)
    }

    private mutating func unit(
        _ id: String,
        _ item: JSON,
        _ parent: OrganizationCall.Place,
        _ call: OrganizationCall
    ) -> [OrganizationCall] {
        guard let name = item["Name"]?.string else {
            // Its accounts would be taken for those of another unit.
            miss(call, "the unit \(id) has no Name")
            return []
        }
        return calls(
            in: OrganizationCall.Place(
                id: id,
                names: parent.names + [name],
                ids: parent.ids + [id]
            )
        )
    }

    /// A unit that was moved while it was read may be met twice.
    private mutating func calls(in place: OrganizationCall.Place) -> [OrganizationCall] {
        guard seenUnits.insert(place.id).inserted else { return [] }
        return [OrganizationCall(.units(in: place)), OrganizationCall(.accounts(in: place))]
    }

    private mutating func account(
        _ id: String,
        _ item: JSON,
        _ place: OrganizationCall.Place,
        _ call: OrganizationCall
    ) -> OrganizationAccount? {
        guard !excluded.contains(id) else { return nil }
        // `State` came later, and AWS retires `Status` (Organizations API Reference, Account).
        guard let state = (item["State"] ?? item["Status"])?.string else {
            miss(call, "the account \(id) has no State")
            return nil
        }
        return OrganizationAccount(
            id: id,
            name: item["Name"]?.string ?? id,
            state: OrganizationAccount.State(state),
            unit: place.names.isEmpty ? nil : place.names.joined(separator: "/"),
            unitIDs: place.ids
        )
    }

    private mutating func miss(_ call: OrganizationCall, _ detail: String) {
        gaps.append(call.gap(.failed, detail))
    }
}
