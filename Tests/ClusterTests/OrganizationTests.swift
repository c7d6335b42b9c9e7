import AWS
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    struct OrganizationTests {
        @Test func theStandInsOrganizationIsReadWholeAndTagsApart() async throws {
            try await StandIn.with { standIn in
                let client = Client(endpoints: Endpoints(environment: standIn.environment))
                let caller = try Caller(environment: standIn.environment, client: client) { _ in nil
                }
                let sessions = Sessions(client: client, caller: caller)
                let reader = OrganizationReader(try await sessions.ownReader())
                var found: [String: OrganizationAccount] = [:]
                let reading = await reader.accounts(except: ["200000000021"]) { page in
                    for account in page { found[account.id] = account }
                }
                #expect(reading == .complete(management: try await sessions.ownAccount()))
                let expected = standIn.expected["accounts"]
                let suspended = Set(expected?["suspended"]?.array?.compactMap(\.string) ?? [])
                let active = ["caller", "assumed", "refused"].flatMap {
                    expected?[$0]?.array?.compactMap(\.string) ?? []
                }
                #expect(!suspended.isEmpty)
                #expect(
                    Set(found.keys) == suspended.union(active).subtracting(["200000000021"])
                )
                #expect(Set(found.values.filter(\.isSuspended).map(\.id)) == suspended)
                let shop = try #require(found.values.first { $0.name == "shop-prod" })
                #expect(shop.unit == "Workloads/Production")
                #expect(shop.unitIDs.count == 3 && shop.unitIDs[0].hasPrefix("r-"))
                #expect(try await calls(standIn)["ListTagsForResource"] == nil)

                let tags = await reader.tags(of: [shop.id])
                #expect(try tags[shop.id]?.get() == ["environment": "prod", "owner": "shop"])
                #expect(try await calls(standIn)["ListTagsForResource"] == 1)
                #expect(await reader.contains(shop.id) == .success(true))
                #expect(await reader.contains("999999999999") == .success(false))
            }
        }

        @Test func anAccountIsInTheEnvironmentThatNamesItsUnitByID() async throws {
            try await Scene.with(guardrails: ["s3-public-bucket"]) { scene in
                let configuration = { (units: String) in
                    """
                    organization: {}
                    roles: { audit: ParapetAudit, external-id: parapet-demo }
                    regions: [us-east-1]
                    environments: { prod: { units: [\(units)] } }
                    """
                }
                func environment(_ units: String) async throws -> String? {
                    let file = scene.guardrails + "/../\(hex(randomBytes(5))).yaml"
                    defer { try? FileManager.default.removeItem(atPath: file) }
                    try configuration(units).write(toFile: file, atomically: true, encoding: .utf8)
                    let swept = try await scene.parapet(
                        "sweep",
                        "--local",
                        environment: ["PARAPET_CONFIG": file]
                    )
                    #expect([0, 4].contains(swept.status), "\(swept.error)")
                    return try await scene.database.owner.query(
                        "select environment from report.accounts where name = 'shop-prod'"
                    ).first?["environment"].string
                }
                #expect(try await environment("nowhere") == nil)
                let unit = try await scene.database.owner.query(
                    "select unit_ids[3] as id from report.accounts where name = 'shop-prod'"
                ).first?["id"].string
                #expect(try await environment(try #require(unit)) == "prod")
            }
        }

        private func calls(_ standIn: StandIn) async throws -> [String: Int] {
            let counts = try await standIn.counts().compactMap { call in
                call["operation"]?.string.map { ($0, Int(call["count"]?.int ?? 0)) }
            }
            return Dictionary(counts, uniquingKeysWith: +)
        }
    }
}
