import AWS
import CEL
import Document
import Guardrails
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    struct CatalogueTests {
        /// What moto does not play: field notes and `operations.tsv` say the same.
        private static let unplayed: Set<String> = [
            "accessanalyzer.analyzer", "account.contact-information",
            "ec2.instance-metadata-defaults", "ec2.snapshot-block", "iam.organizations-features",
            "securityhub.standard",
        ]
        /// Of one attribute.
        private static let partlyUnplayed: Set<String> = ["wafv2.web-acl resources"]

        @Test func everyTypeIsReadAndHasTheShapesItDeclares() async throws {
            try await StandIn.with(estate: "catalogue") { standIn in
                let client = Client(endpoints: Endpoints(environment: standIn.environment))
                let caller = try Caller(environment: standIn.environment, client: client) { _ in nil
                }
                let sessions = Sessions(client: client, caller: caller)
                var roles = Configuration.Roles()
                roles.externalID = "parapet-demo"
                await withTaskGroup(of: Void.self) { group in
                    for type in Catalogue.aws.types
                    where type.isRead && !Self.unplayed.contains(type.name) {
                        let roles = roles
                        group.addTask { await expectResources(of: type, sessions, roles) }
                    }
                }
            }
        }

        private func expectResources(
            of type: ResourceType,
            _ sessions: Sessions,
            _ roles: Configuration.Roles
        ) async {
            let scope = Scope(
                account: "200000000013",
                region: type.isGlobal ? Scope.global : "us-east-1",
                service: type.service
            )
            var collection = Collection()
            for _ in 0..<3 {
                guard let session = try? await sessions.session(in: scope.account, roles: roles)
                else {
                    Issue.record("no session")
                    return
                }
                collection = await collect(
                    scope,
                    attributes: [type.name: Set(type.attributes.map(\.name))],
                    session: session,
                    region: sessions.region
                )
                if collection.waitSeconds == nil { break }
            }
            #expect(!collection.resources.isEmpty, "\(type.name)")
            #expect(collection.listedCompletely(type.name), "\(type.name)")
            for coverage in collection.coverage {
                let name = "\(type.name) \(coverage.attribute ?? "")"
                if !Self.partlyUnplayed.contains(name) {
                    #expect(coverage.isComplete, "\(name) \(coverage.gaps)")
                }
            }
            for resource in collection.resources {
                let text = JSON.object(resource.document).text
                #expect(!text.contains("hunter2"), "\(type.name) tells a secret")
                #expect(type.name != "lambda.function" || text.contains("PASSWORD"))
                #expect(
                    !resource.name.id.isEmpty && resource.document["aws"] != nil,
                    "\(type.name)"
                )
                let object = DocumentObject(resource, type)
                for field in type.fields where resource.document[field.name] != nil {
                    guard case .value = object.field(field.name) else {
                        let value = resource.document[field.name]?.text ?? ""
                        Issue.record(
                            "\(type.name).\(field.name) is no \(field.shape.name): \(value)"
                        )
                        continue
                    }
                }
            }
        }

        @Test func theCommandsShowIt() async throws {
            try await Scene.with { scene in
                let collected = try await scene.parapet(
                    "collect",
                    "s3.bucket",
                    "--account",
                    "200000000013",
                    "--format",
                    "json"
                )
                #expect(collected.status == 0, "\(collected.error)")
                let buckets = try JSON.parse(collected.output).array ?? []
                let assets = try #require(buckets.first { $0["id"] == "shop-prod-assets" })
                #expect(assets["arn"] == "arn:aws:s3:::shop-prod-assets")
                #expect(assets["resource"]?["acl"]?.array?.count == 2)
                try await scene.standIn.set(
                    rules: [["effect": "deny", "service": "s3", "operation": "GetBucketTagging"]]
                )
                let partly = try await scene.parapet(
                    "collect",
                    "s3.bucket",
                    "--account",
                    "200000000013"
                )
                #expect(partly.status == 4)
                #expect(partly.error.contains("s3:GetBucketTagging: denied"))
                let refused = try await scene.parapet(
                    "collect",
                    "s3.bucket",
                    "--account",
                    "300000000001"
                )
                #expect(refused.status == 2 && refused.error.contains("PAR-AWS-03"))
                let regional = try await scene.parapet(
                    "collect",
                    "ec2.vpc",
                    "--account",
                    "200000000013"
                )
                #expect(regional.status == 2)
                let misspelt = try await scene.parapet("catalogue", "s3.bukket")
                #expect(misspelt.status == 2)
                #expect(misspelt.error.contains("did you mean 's3.bucket'?"))
            }
        }
    }
}
