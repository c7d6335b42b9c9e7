import AWS
import Document
import Foundation
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import Cluster
@testable import Store

/// Kinds of jobs one by one, over a real database and the stand-in, with no worker around them: what they
/// come to is a value, and nothing is written before it is committed.
@Suite(.enabled(if: ScratchDatabase.server != nil && StandIn.python != nil), .lanes(3))
struct JobKindTests {
    private static let account = "200000000013"
    private static let material = Batches.Material(
        sweep: nil,
        rules: nil,
        estate: nil,
        narrowing: Narrowing()
    )

    private struct Stage {
        let database: ScratchDatabase
        let rules: RuleBook
        let tools: JobTools

        static func with(_ body: (Stage) async throws -> Void) async throws {
            try await Scene.with { scene in
                let client = Client(endpoints: Endpoints(environment: scene.standIn.environment))
                let caller = try Caller(
                    environment: scene.standIn.environment,
                    client: client
                ) { _ in nil }
                let owner = scene.database.owner
                try await body(
                    Stage(
                        database: scene.database,
                        rules: try rules(of: scene),
                        tools: JobTools(
                            database: owner,
                            queue: Queue(database: owner, process: Process(.worker)),
                            sessions: Sessions(client: client, caller: caller),
                            verifySeconds: 1,
                            providers: { _ in ActionProviders() },
                            web: HTTPClient()
                        )
                    )
                )
            }
        }

        private static func rules(of scene: Scene) throws -> RuleBook {
            func file(_ path: String) throws -> RuleTexts.File {
                RuleTexts.File(
                    file: path,
                    text: try String(contentsOfFile: path, encoding: .utf8)
                )
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: scene.guardrails)
            let texts = RuleTexts(
                configuration: try file(scene.standIn.configuration),
                guardrails: try names.map { try file("\(scene.guardrails)/\($0)") }
            )
            return try RuleBook(texts, hash: RuleBooks.hash(of: texts), catalogue: .aws)
        }

        func perform(
            _ kind: any JobKind.Type,
            account: String = JobKindTests.account,
            _ payload: JSON = .null
        ) async throws -> Ending {
            try await kind.init(tools).perform(
                Attempt(
                    Job(
                        id: 1,
                        batch: 1,
                        kind: kind.kind,
                        account: account,
                        payload: payload,
                        attempt: 1
                    ),
                    material: JobKindTests.material,
                    rules: rules,
                    estate: EstateIndex(
                        Estate(
                            accounts: [
                                Account(id: account, name: "n", environment: "prod")
                            ]
                        )
                    ),
                    generation: 0
                )
            )
        }

        func expectNothingWritten() async throws {
            for table in ["finding", "inventory", "scope", "account"] {
                #expect(try await database.count("select count(*) from parapet.\(table)") == 0)
            }
        }
    }

    @Test func anAccountThatLetsUsInSaysItsRegions() async throws {
        try await Stage.with { stage in
            guard case .done(let effects) = try await stage.perform(Discover.self) else {
                Issue.record("not done")
                return
            }
            #expect(effects.role?.state == .assumed)
            #expect(effects.role?.regions.contains("us-east-1") == true)
            #expect(effects.reads > 0)

            let stranger = try await stage.perform(Discover.self, account: "999999999999")
            guard case .done(let refused) = stranger else {
                Issue.record("\(stranger)")
                return
            }
            #expect(refused.role?.state == .refused)
            #expect(refused.role?.detail?.isEmpty == false)
            try await stage.expectNothingWritten()
        }
    }

    @Test func aScanIsFindingsCoverageAndInventoryInOneValue() async throws {
        try await Stage.with { stage in
            let payload: JSON = ["region": "us-east-1", "service": "ec2"]
            guard case .done(let effects) = try await stage.perform(Scan.self, payload) else {
                Issue.record("not done")
                return
            }
            let look = try #require(effects.look)
            #expect(look.changes.contains { $0.event == .opened })
            #expect(look.digest != nil)
            #expect(effects.coverage?.allSatisfy(\.gaps.isEmpty) == true)
            #expect(effects.inventory != nil)
            try await stage.expectNothingWritten()
        }
    }

    @Test func whatIsNotInTheEstateIsGivenUp() async throws {
        try await Stage.with { stage in
            let ending = try await Scan(stage.tools).perform(
                Attempt(
                    Job(
                        id: 1,
                        batch: 1,
                        kind: .scan,
                        account: "999999999999",
                        payload: ["region": "us-east-1", "service": "ec2"],
                        attempt: 1
                    ),
                    material: JobKindTests.material,
                    rules: stage.rules,
                    estate: EstateIndex(Estate(accounts: [])),
                    generation: 0
                )
            )
            guard case .giveUp(let reason) = ending else {
                Issue.record("\(ending)")
                return
            }
            #expect(reason.contains("999999999999"))
        }
    }
}
