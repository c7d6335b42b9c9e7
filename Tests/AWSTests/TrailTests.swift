import CEL
import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// An organization's trail and the replicas of a trail of all regions, as their members see them.
struct TrailTests {
    private static let arn = "arn:aws:cloudtrail:us-east-1:999999999999:trail/organization"

    /// - Returns: the trails, and `Operation region` of each request.
    private func collect(
        in region: String,
        swept: [String]
    ) async -> (collection: Collection, asked: [String]) {
        let asked = Lock<[String]>([])
        let server = LoopbackServer { request in
            let operation = request.split(separator: "CloudTrail_20131101.").last?
                .prefix { $0.isLetter }
            let place = request.split(separator: "/cloudtrail/").first?.split(separator: "/").last
            asked.withLock { $0.append("\(operation ?? "") \(place ?? "")") }
            let body =
                switch operation {
                case "DescribeTrails" where request.contains(#""includeShadowTrails":true"#):
                    """
                    {"trailList":[{"Name":"organization","TrailARN":"\(Self.arn)",
                    "HomeRegion":"us-east-1","IsMultiRegionTrail":true,"IsOrganizationTrail":true,
                    "LogFileValidationEnabled":true}]}
                    """
                case "DescribeTrails": #"{"trailList":[]}"#
                case "GetTrailStatus": #"{"IsLogging":true}"#
                case "GetEventSelectors": #"{"TrailARN":"\#(Self.arn)","EventSelectors":[]}"#
                default: "{}"
                }
            return [.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")]
        }
        defer { server.stop() }
        let reader = Reader(of: server)
        let collection = await AWS.collect(
            Scope(account: "111111111111", region: region, service: "cloudtrail"),
            attributes: ["cloudtrail.trail": ["status", "selectors", "tags"]],
            reader: reader,
            region: "us-east-1",
            swept: swept
        )
        return (collection, asked.withLock { $0.sorted() })
    }

    @Test(arguments: [
        ("us-east-1", ["eu-west-1", "us-east-1", "us-west-2"], true),
        ("us-west-2", ["eu-west-1", "us-east-1", "us-west-2"], false),
        // Its home is left out: the first that is read has it.
        ("us-west-2", ["us-west-2"], true), ("eu-west-1", ["us-west-2", "eu-west-1"], true),
        ("us-west-2", ["us-west-2", "eu-west-1"], false),
        // Somebody asks for one region.
        ("us-west-2", [], true),
    ]) func oneRegionHasATrailThatAllShow(region: String, swept: [String], isHere: Bool) async {
        let (collection, _) = await collect(in: region, swept: swept)
        #expect(collection.resources.map(\.name.id) == (isHere ? [Self.arn] : []))
        #expect(collection.resources.allSatisfy { $0.name.region == region })
        #expect(!collection.coverage.contains { !$0.isComplete })
    }

    /// AWS refuses its tags to everybody but its owner.
    @Test func itIsReadAtItsHomeAndItsTagsAreNotAskedFor() async throws {
        let (collection, asked) = await collect(in: "us-west-2", swept: ["us-west-2"])
        #expect(
            asked == [
                "DescribeTrails us-west-2", "GetEventSelectors us-east-1",
                "GetTrailStatus us-east-1",
            ]
        )
        let trail = try #require(collection.resources.first)
        #expect(trail.document["home_region"] == "us-east-1")
        #expect(trail.document["logging"] == true && trail.unread.isEmpty)
        #expect(trail.document["tags"] == [:])
    }
}
