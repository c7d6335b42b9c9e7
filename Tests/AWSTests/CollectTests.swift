import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// What collecting makes of answers that are odd: never less than a gap.
struct CollectTests {
    private func collect(
        _ type: String,
        _ attributes: Set<String>,
        _ answer: @escaping @Sendable (String) -> String
    ) async -> Collection {
        let server = LoopbackServer { request in
            let body = answer(String(request.prefix { $0 != "\r" }))
            return [
                .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            ]
        }
        defer { server.stop() }
        let session = Session(
            account: "111111111111",
            partition: Partition(region: "us-east-1"),
            client: Client(endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])),
            credentials: FixedCredentials(Credentials(accessKeyID: "A", secretAccessKey: "s"))
        )
        let service = String(type.prefix { $0 != "." })
        return await AWS.collect(
            Scope(account: "111111111111", region: "us-east-1", service: service),
            attributes: [type: attributes],
            session: session,
            region: "us-east-1"
        )
    }

    @Test func aPolicyThatIsNotJSONIsUnread() async throws {
        let collection = await collect("lambda.function", ["policy", "url"]) { line in
            switch line {
            case _ where line.contains("/policy"): #"{"Policy":"oops"}"#
            case _ where line.contains("/url"): #"{"FunctionUrl":"https://f","AuthType":"NONE"}"#
            default: #"{"Functions":[{"FunctionName":"f","FunctionArn":"arn:f"}]}"#
            }
        }
        let function = try #require(collection.resources.first)
        #expect(function.unread["policy"]?.reason == .failed)
        #expect(function.document["policy"] == nil)
        #expect(function.document["url_auth"] == "NONE")
        #expect(collection.listedCompletely("lambda.function"))
        let policy = collection.coverage.first { $0.attribute == "policy" }
        #expect(policy?.isComplete == false)
    }

    @Test func anItemWithoutAnIdLeavesTheListIncomplete() async {
        let collection = await collect("lambda.function", []) { _ in
            #"{"Functions":[{"FunctionName":"f"},{"Runtime":"python3.12"}]}"#
        }
        #expect(collection.resources.map(\.name.id) == ["f"])
        #expect(!collection.listedCompletely("lambda.function"))
    }

    @Test func aListOfTextsIsAListOfIds() async {
        let collection = await collect("dynamodb.table", []) { _ in #"{"TableNames":["a","b"]}"# }
        #expect(Set(collection.resources.map(\.name.id)) == ["a", "b"])
        #expect(
            collection.resources.compactMap(\.name.arn).sorted().first
                == "arn:aws:dynamodb:us-east-1:111111111111:table/a"
        )
    }

    @Test func oneOfItsKindIsThereEvenWhenItIsNot() async {
        let collection = await collect("ec2.ebs-defaults", []) { _ in
            "<R><ebsEncryptionByDefault>false</ebsEncryptionByDefault></R>"
        }
        #expect(collection.resources.first?.name.id == "111111111111")
        #expect(collection.resources.first?.document["encrypted"] == false)
        #expect(collection.resources.first?.document["exists"] == true)
    }
}
