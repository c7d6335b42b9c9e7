import Document
import Guardrails
import Testing

@testable import AWS

/// What a step's work is known by stays what it was, however the ledger kept it.
@Suite struct RunMarkTests {
    private static func mark(_ tags: Object) -> RunMark {
        let name = ResourceName(type: "ec2.subnet", account: "1", region: "eu-west-1", id: "s")
        let request = ActionRequest(
            target: Resource(name: name, document: [:]),
            region: "eu-west-1",
            parameters: [RunMark.parameter: .object(tags)]
        )
        return RunMark(ActionContext(request: request, partition: .aws, own: OwnPrincipals()))
    }

    @Test func noOrderOfItsTagsMakesAnother() {
        let run = RunMark(StepRun(id: "r-1", key: "r-1.launch.0", caseName: "4711"))
        let tags = run.tags.map { $0 }
        #expect(tags.count == 3)
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let kept = Self.mark(Object(order.map { tags[$0] }))
            #expect(kept.token("group") == run.token("group"))
            #expect(kept.filters == run.filters)
            #expect(kept.specification("volume") == run.specification("volume"))
        }
    }
}
