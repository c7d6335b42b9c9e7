import Document
import Guardrails
import Testing

@testable import AWS

/// What follows from an answer, without a call.
struct OrganizationWalkTests {
    private var walk = OrganizationWalk(except: ["999999999999"])
    private let place = OrganizationCall.Place(
        id: "ou-2",
        names: ["Workloads", "Production"],
        ids: ["r-1", "ou-1", "ou-2"]
    )

    private mutating func accounts(_ items: JSON...) -> [OrganizationAccount] {
        walk.answered(OrganizationCall(.accounts(in: place)), ["Accounts": .array(items)]).accounts
    }

    @Test mutating func anAccountHasTheNamesAndIdsOfItsUnits() {
        let found = accounts(["Id": "100000000001", "Name": "shop", "State": "ACTIVE"])
        #expect(
            found == [
                OrganizationAccount(
                    id: "100000000001",
                    name: "shop",
                    state: .active,
                    unit: "Workloads/Production",
                    unitIDs: ["r-1", "ou-1", "ou-2"]
                )
            ]
        )
        #expect(walk.gaps.isEmpty)
    }

    @Test(arguments: [
        ("PENDING_ACTIVATION", OrganizationAccount.State.pendingActivation),
        ("ACTIVE", .active), ("SUSPENDED", .suspended), ("PENDING_CLOSURE", .pendingClosure),
        ("CLOSED", .closed), ("ON_HOLIDAY", .other("ON_HOLIDAY")),
    ])
    mutating func theStateIsReadWhateverItIs(text: String, state: OrganizationAccount.State) {
        let found = accounts(["Id": "100000000001", "State": .string(text)])
        #expect(found.first?.state == state)
        #expect(found.first?.isSuspended == (state != .active))
    }

    /// Both while AWS has both; `Status` alone is what older endpoints say.
    @Test mutating func theStateWinsOverTheStatus() {
        let found = accounts(
            ["Id": "100000000001", "Status": "SUSPENDED"],
            ["Id": "100000000002", "Status": "ACTIVE", "State": "PENDING_ACTIVATION"]
        )
        #expect(found.map(\.state) == [.suspended, .pendingActivation])
    }

    /// The account in an ARN of Organizations is the management account.
    @Test mutating func whoManagesTheOrganizationIsInItsARNs() {
        _ = accounts(["Id": "100000000001", "State": "ACTIVE"])
        #expect(walk.management == nil)
        _ = accounts([
            "Id": "100000000001", "State": "ACTIVE",
            "Arn": "arn:aws:organizations::100000000009:account/o-1/100000000001",
        ])
        #expect(walk.management == "100000000009")
    }

    @Test mutating func excludedAccountsAreLeftOut() {
        #expect(accounts(["Id": "999999999999", "State": "ACTIVE"]).isEmpty)
        #expect(walk.gaps.isEmpty)
    }

    @Test mutating func whatHasNoIdOrNoStateIsAGapAndTheRestIsRead() {
        let found = accounts(
            ["Name": "nobody", "State": "ACTIVE"],
            ["Id": "100000000001"],
            ["Id": "100000000002", "State": "ACTIVE"]
        )
        #expect(found.map(\.id) == ["100000000002"])
        #expect(walk.gaps.count == 2)
        let permission = "organizations:ListAccountsForParent"
        #expect(walk.gaps.allSatisfy { $0.permission == permission && $0.reason == .failed })
    }

    @Test(arguments: [[:], ["Accounts": .null], ["Accounts": "all"]] as [Object])
    mutating func anAnswerWithoutItsItemsIsAGap(document: Object) {
        let (accounts, calls) = walk.answered(OrganizationCall(.accounts(in: place)), document)
        #expect(accounts.isEmpty && calls.isEmpty)
        #expect(walk.gaps.count == 1)
    }

    @Test mutating func anOrganizationWithoutRootIsAGap() {
        #expect(walk.answered(OrganizationWalk.first, ["Roots": []]).calls.isEmpty)
        #expect(walk.gaps.map(\.permission) == ["organizations:ListRoots"])
    }

    @Test mutating func aPageTokenThatRepeatsIsAGap() {
        let document: Object = ["Accounts": [], "NextToken": "t"]
        var call = OrganizationCall(.accounts(in: place))
        let next = walk.answered(call, document).calls
        #expect(next.map(\.token) == ["t"] && walk.gaps.isEmpty)
        call.token = "t"
        #expect(walk.answered(call, document).calls.isEmpty)
        #expect(walk.gaps.count == 1)
    }

    @Test mutating func aUnitLeadsToItsUnitsAndAccountsOnce() {
        let call = OrganizationCall(.units(in: place))
        let document: Object = ["OrganizationalUnits": [["Id": "ou-3", "Name": "EU"]]]
        let inner = OrganizationCall.Place(
            id: "ou-3",
            names: place.names + ["EU"],
            ids: place.ids + ["ou-3"]
        )
        let calls = walk.answered(call, document).calls
        #expect(calls.map(\.question) == [.units(in: inner), .accounts(in: inner)])
        #expect(walk.answered(call, document).calls.isEmpty)
        #expect(walk.gaps.isEmpty)
    }

    @Test mutating func aUnitWithoutNameIsAGap() {
        let call = OrganizationCall(.units(in: place))
        #expect(walk.answered(call, ["OrganizationalUnits": [["Id": "ou-3"]]]).calls.isEmpty)
        #expect(walk.gaps.count == 1)
    }
}
