import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// A listing ends, whatever answers.
struct ListingBudgetTests {
    private static func users(_ names: [String], marker: String? = nil) -> LoopbackServer.Step {
        let members = names.map { "<member><UserName>\($0)</UserName></member>" }.joined()
        let more = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" } ?? ""
        let body =
            "<ListUsersResponse><ListUsersResult><Users>\(members)</Users>\(more)</ListUsersResult>"
            + "</ListUsersResponse>"
        return .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    private func withReader(
        _ limits: ListingLimits = .standard,
        _ answer: @escaping @Sendable (Int) -> LoopbackServer.Step,
        _ body: (Reader) async throws -> Void
    ) async throws {
        let count = Lock(0)
        let server = LoopbackServer { _ in
            [
                answer(
                    count.withLock { count in
                        defer { count += 1 }
                        return count
                    }
                )
            ]
        }
        defer { server.stop() }
        let access = AccountClient(
            account: "1",
            partition: .aws,
            client: Client(endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])),
            credentials: FixedCredentials(Credentials(accessKeyID: "A", secretAccessKey: "s"))
        )
        try await body(Reader(access, limits: { _, _ in limits }))
    }

    private func list(
        _ reader: Reader,
        until isLast: (JSON) -> Bool = { _ in false }
    ) async -> Listing {
        let path = DocumentPath("Users[].UserName")
        return await reader.list("iam", "ListUsers", path, region: "us-east-1", until: isLast)
    }

    /// The tokens of every round, not the last one's alone.
    @Test(arguments: [["A"], ["A", "B"], ["A", "B", "C", "D"]])
    func tokensThatGoRoundEndIt(tokens: [String]) async throws {
        try await withReader(.standard) { number in
            Self.users(["u\(number)"], marker: tokens[number % tokens.count])
        } _: { reader in
            let listing = await list(reader)
            #expect(listing.gap?.reason == .failed)
            #expect(listing.gap?.detail == "a page token repeats")
            #expect(listing.items.count == tokens.count + 1)
            #expect(reader.requests == tokens.count + 1)
        }
    }

    private static let limited: [(ListingLimits, String, Int)] = [
        (ListingLimits(pages: 3), "more than 3 pages", 3),
        (ListingLimits(items: 5), "more than 5 items", 3),
        (ListingLimits(bytes: 600), "more than 600 bytes", 3),
        (ListingLimits(seconds: 0), "it takes more than 0 seconds", 1),
    ]

    /// Each of its limits is one, and what was read until then is kept.
    @Test(arguments: limited.indices) func tokensWithoutEndEndIt(index: Int) async throws {
        let (limits, detail, requests) = Self.limited[index]
        try await withReader(limits) { number in
            Self.users(["a\(number)", "b\(number)"], marker: "m\(number)")
        } _: { reader in
            let listing = await list(reader)
            #expect(listing.gap?.detail == detail)
            #expect(listing.items.count == 2 * requests && reader.requests == requests)
        }
    }

    /// The last page may reach a limit: then all is known.
    @Test func whatIsReadWholeIsWhole() async throws {
        try await withReader(ListingLimits(pages: 2, items: 2, bytes: 10, seconds: 600)) { _ in
            Self.users(["a", "b", "c"])
        } _: { reader in
            let listing = await list(reader)
            #expect(listing.items == ["a", "b", "c"] && listing.gap == nil)
        }
    }

    @Test func aBudgetIsSpentByEachKindAlone() {
        let limits = ListingLimits(pages: 2, items: 10, bytes: 100, seconds: 60)
        var pages = ListingBudget(limits)
        #expect(pages.took(items: 1, bytes: 1, after: 1) == nil)
        #expect(pages.took(items: 1, bytes: 1, after: 1) == "more than 2 pages")
        var items = ListingBudget(limits)
        #expect(items.took(items: 10, bytes: 1, after: 1) == "more than 10 items")
        var bytes = ListingBudget(limits)
        #expect(bytes.took(items: 1, bytes: 100, after: 1) == "more than 100 bytes")
        var time = ListingBudget(limits)
        #expect(time.took(items: 1, bytes: 1, after: 60) == "it takes more than 60 seconds")
    }

    /// Who looks for one reads no further; who wants all goes on from there; no page is asked twice.
    @Test func pagesAreSharedAndAskedForOnce() async throws {
        try await withReader(.standard) { number in
            Self.users(["u\(number)"], marker: number < 4 ? "m\(number)" : nil)
        } _: { reader in
            let found = await list(reader) { $0 == "u1" }
            #expect(found.items == ["u0", "u1"] && found.gap == nil && reader.requests == 2)
            async let first = list(reader)
            async let second = list(reader)
            let all = await [first, second]
            for listing in all {
                #expect(listing.items == ["u0", "u1", "u2", "u3", "u4"] && listing.gap == nil)
            }
            #expect(await list(reader) { $0 == "none" }.items.count == 5)
            #expect(reader.requests == 5)
            #expect(reader.questions == ["iam.ListUsers"])
        }
    }

    /// A reader that nobody holds lets go of what it listed.
    @Test func whatWasListedGoesWithItsReader() async throws {
        weak var gone: Reader?
        try await withReader(.standard) { _ in
            Self.users(["a"])
        } _: { reader in
            _ = await list(reader)
            gone = reader
        }
        #expect(gone == nil)
    }

    @Test func cancellingEndsIt() async throws {
        let server = LoopbackServer { _ in [.hang] }
        defer { server.stop() }
        let access = AccountClient(
            account: "1",
            partition: .aws,
            client: Client(endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])),
            credentials: FixedCredentials(Credentials(accessKeyID: "A", secretAccessKey: "s"))
        )
        let reader = Reader(access)
        let task = Task { await list(reader) }
        while server.connections == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value.gap?.detail == "cancelled")
    }

    /// A page that is more than AWS would answer costs its listing.
    @Test func aPageHasALimitToo() async throws {
        let name = "<x/>"
        try await withReader(.standard) { number in
            Self.users([String(repeating: name, count: 1_000_001)])
        } _: { reader in
            let listing = await list(reader)
            #expect(listing.items.isEmpty)
            #expect(listing.gap?.detail.contains("more than 1000000 elements") == true)
        }
    }

    /// Work that nobody waits for stops at the next item.
    @Test func decodingCanBeStopped() throws {
        let model = try #require(ServiceModel.named("iam"))
        let operation = try #require(model.operations["ListUsers"])
        let body =
            "<ListUsersResponse><ListUsersResult><Users><member><UserName>a</UserName></member>"
            + "</Users></ListUsersResult></ListUsersResponse>"
        let response = HTTPResponse(status: 200, headers: [], body: Array(body.utf8))
        let halt = Halt()
        #expect(try model.document(of: response, to: operation, halt: halt).isEmpty == false)
        halt.stop()
        #expect(throws: UnreadableAnswer.self) {
            try model.document(of: response, to: operation, halt: halt)
        }
    }
}
