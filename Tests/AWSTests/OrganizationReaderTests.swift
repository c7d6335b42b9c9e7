import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

struct OrganizationReaderTests {
    private static let units = "organizations.ListOrganizationalUnitsForParent"
    private static let accounts = "organizations.ListAccountsForParent"
    private static let tags = "organizations.ListTagsForResource"

    /// As fast as the endpoint lets it.
    private func reader(
        _ server: AnswerServer,
        startRate: Double = 2_000
    ) async throws -> OrganizationReader {
        let client = Client(endpoints: Endpoints(environment: server.environment))
        let caller = try Caller(environment: server.environment, client: client) { _ in nil }
        let own = try await Sessions(client: client, caller: caller).ownReader()
        return OrganizationReader(own) { _ in
            CallBudget.Limits(startRate: startRate, burst: 50, maxRate: 10_000, minRate: 20)
        }
    }

    @Test func twoThousandAccountsAreReadWithACallAPageAndNoTags() async throws {
        let estate = SyntheticEstate(accounts: 2_000, units: 60)
        let server = AnswerServer(estate)
        defer { server.stop() }
        let left = estate.members[7].id
        var found: [String: OrganizationAccount] = [:]
        var largest = 0
        let reading = try await reader(server).accounts(except: [left]) { page in
            largest = max(largest, page.count)
            for account in page { found[account.id] = account }
        }
        #expect(reading == .complete(management: estate.management))
        #expect(found.count == 1_999 && found[left] == nil)
        #expect(largest == 20)
        for member in estate.members where member.id != left {
            #expect(found[member.id]?.name == member.name)
        }
        #expect(found[estate.management]?.unit == nil)
        // The 50th account is in the 50th unit: 50 → 12 → 2 → 0.
        let deep = found[estate.members[50].id]
        #expect(deep?.unit == "unit-0/unit-2/unit-12/unit-50")
        #expect(deep?.unitIDs.count == 5 && deep?.unitIDs.first == SyntheticEstate.root)
        let counts = server.counts
        #expect(counts[Self.accounts] == estate.accountPages)
        #expect(counts[Self.units] == estate.unitPages)
        #expect(counts["organizations.ListRoots"] == 1)
        #expect(counts[Self.tags] == nil)
    }

    @Test func tagsAreReadOfThoseThatAreAskedFor() async throws {
        let estate = SyntheticEstate(accounts: 300)
        let server = AnswerServer(estate)
        defer { server.stop() }
        let asked = estate.members.prefix(200)
        let tags = try await reader(server).tags(of: asked.map(\.id))
        #expect(tags.count == 200)
        for member in asked { #expect(try tags[member.id]?.get() == member.tags) }
        #expect(server.counts == ["sts.GetCallerIdentity": 1, Self.tags: 200])
    }

    @Test func throttledAgainAndAgainItStillReadsEverything() async throws {
        var conduct = AnswerServer.Conduct()
        for operation in [Self.accounts, Self.units, Self.tags] {
            conduct.limits[operation] = RequestLimit(refusingEach: 4)
        }
        let estate = SyntheticEstate(accounts: 600)
        let server = AnswerServer(estate, conduct: conduct)
        defer { server.stop() }
        let reader = try await reader(server)
        var found: Set<String> = []
        let reading = await reader.accounts(except: []) { found.formUnion($0.map(\.id)) }
        #expect(reading == .complete(management: estate.management) && found.count == 600)
        let tags = await reader.tags(of: estate.members.prefix(100).map(\.id))
        #expect(tags.values.filter { (try? $0.get()) != nil }.count == 100)
        #expect((server.throttles[Self.tags] ?? 0) >= 100 / 3 - 1)
        #expect(server.counts[Self.accounts] == estate.accountPages)
    }

    @Test func whoIsNotThereIsToldFromWhoIs() async throws {
        let estate = SyntheticEstate(accounts: 3)
        let server = AnswerServer(estate)
        defer { server.stop() }
        let reader = try await reader(server)
        #expect(await reader.contains(estate.members[2].id) == .success(true))
        #expect(await reader.contains("999999999999") == .success(false))
    }

    private static func answer(_ body: String, _ status: String = "200 OK") -> [LoopbackServer.Step]
    {
        [
            .send(
                "HTTP/1.1 \(status)\r\nContent-Type: application/x-amz-json-1.1\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        ]
    }

    /// An organization with an account in its root and one unit, whose accounts are another matter.
    private func read(
        accountsOfUnit: @escaping @Sendable () -> [LoopbackServer.Step]
    ) async -> (ids: [String], reading: OrganizationReading) {
        let server = LoopbackServer { request in
            if request.contains(".ListRoots") {
                return Self.answer(#"{"Roots":[{"Id":"r-1","Name":"Root"}]}"#)
            }
            if request.contains(".ListAccountsForParent") {
                guard !request.contains("ou-1") else { return accountsOfUnit() }
                return Self.answer(
                    #"{"Accounts":[{"Id":"100000000001","Name":"a","State":"ACTIVE"}]}"#
                )
            }
            let units = request.contains("r-1") ? #"{"Id":"ou-1","Name":"Dark"}"# : ""
            return Self.answer(#"{"OrganizationalUnits":[\#(units)]}"#)
        }
        defer { server.stop() }
        let reader = Reader(
            AccountClient(
                account: "1",
                partition: .aws,
                client: Client(endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])),
                credentials: FixedCredentials(Credentials(accessKeyID: "A", secretAccessKey: "s"))
            )
        )
        var found: [String] = []
        let reading = await OrganizationReader(reader).accounts(except: []) {
            found += $0.map(\.id)
        }
        return (found, reading)
    }

    @Test func oneUnitThatIsDeniedCostsItselfAlone() async throws {
        let (found, reading) = await read {
            Self.answer(#"{"__type":"AccessDeniedException","Message":"no"}"#, "400 Bad Request")
        }
        #expect(found == ["100000000001"])
        guard case .incomplete(let gaps) = reading, gaps.count == 1 else {
            Issue.record("\(reading)")
            return
        }
        #expect(gaps[0].reason == .denied)
        #expect(gaps[0].permission == "organizations:ListAccountsForParent")
    }

    @Test func whatBreaksOnceIsAskedAgain() async throws {
        let asked = Lock(0)
        let (found, reading) = await read {
            let count = asked.withLock { count in
                count += 1
                return count
            }
            guard count > 1 else { return Self.answer("", "503 Service Unavailable") }
            return Self.answer(#"{"Accounts":[{"Id":"100000000002","State":"ACTIVE"}]}"#)
        }
        #expect(Set(found) == ["100000000001", "100000000002"])
        #expect(reading == .complete(management: nil))
    }

    private struct Full: Error {}

    @Test func whoCannotTakeAPageEndsTheReading() async throws {
        let server = AnswerServer(SyntheticEstate(accounts: 2_000))
        defer { server.stop() }
        let reader = try await reader(server)
        var pages = 0
        await #expect(throws: Full.self) {
            _ = try await reader.accounts(except: []) { _ throws(Full) in
                pages += 1
                throw Full()
            }
        }
        #expect(pages == 1)
    }

    @Test func aCancelledReadingEndsAndSaysThatItIsNotAll() async throws {
        let server = AnswerServer(SyntheticEstate(accounts: 2_000))
        defer { server.stop() }
        // So slow that it would take minutes.
        let reader = try await reader(server, startRate: 0.01)
        let task = Task { await reader.accounts(except: []) { _ in } }
        task.cancel()
        guard case .incomplete = await task.value else {
            Issue.record("it says that it read everything")
            return
        }
    }
}
