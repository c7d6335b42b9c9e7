import Document
import Testing

@testable import Guardrails

/// `after:` of an action: people are warned first.
@Suite struct ActionDueTests {
    private static let now = Timestamp(seconds: 1_800_000_000) ?? .epoch

    private static func proposal(after: Int?) -> ActionProposal {
        ActionProposal(
            action: "t.mend",
            target: ResourceName(
                type: "t.shelf",
                account: "1",
                region: "r",
                id: "b",
                arn: nil,
                name: nil
            ),
            outcome: .refused(""),
            afterSeconds: after
        )
    }

    @Test(
        arguments: [
            (nil, nil, nil), (3600, nil, 3600.0), (3600, -600.0, 3000.0), (3600, -3600.0, nil),
            (0, nil, nil),
        ] as [(Int?, Double?, Double?)]
    )
    func theTimeCountsFromTheWarning(after: Int?, warned: Double?, due: Double?) {
        let found = Self.proposal(after: after)
            .due(warned: warned.map { Self.now.later(seconds: $0) }, now: Self.now)
        #expect(found == due.map { Self.now.later(seconds: $0) })
    }
}
