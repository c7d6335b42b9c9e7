import Testing

@testable import Guardrails

/// `events:` of parapet.yaml.
struct EventQueueConfigurationTests {
    private static let own = "https://sqs.eu-west-1.amazonaws.com/111111111111/parapet-events"

    private func read(_ events: String) throws(Problems) -> Configuration {
        try Configuration(
            yaml: "organization: {}\nroles: { external-id: 3f0c2d9a41b7 }\nevents: \(events)",
            file: "p.yaml"
        )
    }

    private func queue(_ url: String, _ region: String = "eu-west-1") -> String {
        "{ queues: [{ url: \"\(url)\", region: \(region) }] }"
    }

    @Test(arguments: [
        own, "https://sqs.eu-west-1.amazonaws.com.cn/111111111111/q",
        "https://vpce-0123-ab.sqs.eu-west-1.vpce.amazonaws.com/111111111111/q.fifo",
        "http://127.0.0.1:4566/111111111111/q", "http://localhost/111111111111/q",
        "http://[::1]:80/111111111111/q",
    ])
    func aQueueIsNamedByItsURL(url: String) throws {
        let found = try read(queue(url)).eventQueues
        #expect(found.map(\.url) == [url])
        #expect(found.map(\.region.name) == ["eu-west-1"])
    }

    @Test(arguments: [
        "http://sqs.eu-west-1.amazonaws.com/111111111111/q",
        "http://127.0.0.1.evil.org/111111111111/q",
        "http://10.0.0.1/111111111111/q", "https://sqs.eu-west-1.amazonaws.com/q",
        "https://sqs.eu-west-1.amazonaws.com/1234/q", "https:///111111111111/q",
        "https://me:secret@sqs.eu-west-1.amazonaws.com/111111111111/q",
        "https://sqs.eu-west-1.amazonaws.com/111111111111/q?x=1", "ftp://h/111111111111/q",
        "arn:aws:sqs:eu-west-1:111111111111:q",
    ])
    func whatIsNoQueueOrIsNotEncryptedIsRefusedWithItsPlace(url: String) {
        let problems = problems(queue(url))
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("p.yaml:3:27: PAR-CFG-05 ") == true, "\(problems)")
    }

    @Test func aQueueOfAnotherRegionTwiceOrWithoutOneIsRefused() {
        #expect(problems(queue(Self.own, "us-east-1")).first?.contains("eu-west-1") == true)
        let item = "{ url: \"\(Self.own)\", region: eu-west-1 }"
        #expect(problems("{ queues: [\(item), \(item)] }").first?.contains("twice") == true)
        #expect(!problems("{ queues: [] }").isEmpty)
        #expect(!problems("{ queues: [{ url: \"\(Self.own)\" }] }").isEmpty)
        #expect(!problems("{ queue: [] }").isEmpty)
    }

    @Test func theRegionIsOneThatThereIs() throws {
        let configuration = try read(queue("https://example.org/111111111111/q", "eu-wst-1"))
        let catalogue = Catalogue([], regions: ["eu-west-1"])
        #expect(configuration.problems(in: catalogue).map(\.code) == ["PAR-CFG-05"])
    }

    private func problems(_ events: String) -> [String] {
        do throws(Problems) {
            _ = try read(events)
            return []
        } catch {
            return error.all.map(\.description)
        }
    }
}
