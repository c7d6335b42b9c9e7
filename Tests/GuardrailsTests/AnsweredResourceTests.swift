import CEL
import Document
import Synchronization
import Testing

@testable import Guardrails

/// What facts cost: each is asked once for a resource, however often a guardrail looks at it.
struct AnsweredResourceTests {
    private final class Count: Sendable {
        let value = Mutex(0)
    }

    private static func type(_ count: Count, _ answer: ResourceType.Fact.Answer) -> ResourceType {
        ResourceType(
            "test.thing",
            title: "Thing",
            service: "test",
            isGlobal: false,
            listPermissions: ["test:ListThings"],
            fields: [],
            facts: [
                .init("open", .flag, from: [], "whether it is", example: "resource.open") { _ in
                    count.value.withLock { $0 += 1 }
                    return answer
                }
            ]
        )
    }

    @Test(
        arguments: [
            .known(true, because: [Because(text: "it is", path: "open")]),
            .known(false, because: []), .unknown(["policy"]),
        ] as [ResourceType.Fact.Answer]
    )
    func aFactIsAskedOnce(answer: ResourceType.Fact.Answer) {
        let count = Count()
        let type = Self.type(count, answer)
        let name = ResourceName(type: "test.thing", account: "1", region: "r", id: "x")
        let resource = AnsweredResource(Resource(name: name, document: [:]), type)
        #expect(count.value.withLock { $0 } == 0)
        for _ in 0..<3 {
            #expect(resource.answer("open") == answer)
            _ = DocumentObject(resource, type).field("open")
        }
        #expect(resource.answer("other") == nil)
        #expect(count.value.withLock { $0 } == 1)
    }
}
