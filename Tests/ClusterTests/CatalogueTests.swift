import CEL
import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

extension SweepSuite {
    struct CatalogueTests {
        /// What moto does not play: field notes and `operations.tsv` say the same.
        private static let unplayed: Set<String> = [
            "accessanalyzer.analyzer", "account.contact-information",
            "ec2.instance-metadata-defaults", "ec2.snapshot-block", "iam.organizations-features",
            "securityhub.standard",
        ]
        /// Of one attribute.
        private static let partlyUnplayed: Set<String> = []

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

        /// Read by its id, a resource is what its listing says, and costs no more than its type
        /// declares.
        @Test func oneReadByItsIDIsTheOneThatIsListed() async throws {
            try await StandIn.with(estate: "catalogue") { standIn in
                let client = Client(endpoints: Endpoints(environment: standIn.environment))
                let caller = try Caller(environment: standIn.environment, client: client) { _ in nil
                }
                let sessions = Sessions(client: client, caller: caller)
                var roles = Configuration.Roles()
                roles.externalID = "parapet-demo"
                for type in Catalogue.aws.types
                where type.isRead && !Self.unplayed.contains(type.name) {
                    try await expectOnes(of: type, sessions, roles)
                }
            }
        }

        private func expectOnes(
            of type: ResourceType,
            _ sessions: Sessions,
            _ roles: Configuration.Roles
        ) async throws {
            let attributes = Set(type.attributes.map(\.name))
            let scope = Scope(
                account: "200000000013",
                region: type.isGlobal ? Scope.global : "us-east-1",
                service: type.service
            )
            let listed = await collect(
                scope,
                attributes: [type.name: attributes],
                reader: try await sessions.reader(in: scope.account, roles: roles),
                region: sessions.region
            )
            for resource in listed.resources {
                let reader = try await sessions.reader(in: scope.account, roles: roles)
                let one = await collect(
                    resource.name.id,
                    of: type,
                    in: scope,
                    attributes: attributes,
                    reader: reader,
                    region: sessions.region
                )
                let name = "\(type.name) \(resource.name.id)"
                #expect(one.resources.map(\.name.id) == [resource.name.id], "\(name)")
                let (arn, region) = (resource.name.arn, resource.name.region)
                #expect(one.resources.map(\.name.arn) == [arn], "\(name)")
                #expect(one.resources.map(\.name.region) == [region], "\(name)")
                let isNamed = type.name != "iam.policy"
                #expect(!isNamed || one.resources.first?.name == resource.name, "\(name)")
                #expect(one.listedCompletely(type.name), "\(name) \(one.coverage)")
                let found = one.resources.first
                #expect(found?.unread.keys.sorted() == resource.unread.keys.sorted(), "\(name)")
                let wanted = Self.steady(.object(resource.document), type.name)
                let given = Self.steady(.object(found?.document ?? [:]), type.name)
                for field in Set(resource.document.keys).union(found?.document.keys ?? []) {
                    #expect(wanted[field] == given[field], "\(name) \(field)")
                }
                expectNoMoreCalls(than: type, reader.questions, name)
            }
            let gone = await collect(
                Self.gone[type.name] ?? "gone",
                of: type,
                in: scope,
                attributes: attributes,
                reader: try await sessions.reader(in: scope.account, roles: roles),
                region: sessions.region
            )
            #expect(gone.resources.isEmpty, "\(type.name)")
            guard !Self.goneUnplayed.contains(type.name) else { return }
            #expect(gone.listedCompletely(type.name), "\(type.name) \(gone.coverage)")
        }

        private func expectNoMoreCalls(
            than type: ResourceType,
            _ questions: [String],
            _ name: String
        ) {
            let full = { (call: String) -> String in
                let words = call.split(separator: " ").map(String.init)
                return words.count > 1 ? words.joined(separator: ".") : "\(type.service).\(call)"
            }
            let forParts: [String] =
                if case .calls(_, let forParts, _) = type.byID { forParts.map(full) } else { [] }
            var allowed = (type.byIDCalls + type.attributes.flatMap(\.calls)).map(full)
            for question in questions where !forParts.contains(question) {
                guard let index = allowed.firstIndex(of: question) else {
                    Issue.record("\(name): \(question) is one too many")
                    continue
                }
                allowed.remove(at: index)
            }
        }

        /// Ids in the form of their type, of what is not there.
        private static let gone = [
            "ec2.image": "ami-0123456789abcdef0", "ec2.instance": "i-0123456789abcdef0",
            "sns.topic": "arn:aws:sns:us-east-1:200000000013:gone",
            "sns.subscription": "arn:aws:sns:us-east-1:200000000013:gone/email/a@example.com",
            "iam.policy": "arn:aws:iam::200000000013:policy/gone",
            "route53.record": "/hostedzone/Z0000000/gone.example.com./A",
            "logs.metric-filter": "/aws/gone/filter",
        ]
        /// moto says of them that a route table is not there.
        private static let goneUnplayed: Set<String> = ["ec2.network-acl"]

        /// Members that move with the clock, or that moto tells in one call and not in the other.
        private static let moving: [String: Set<String>] = [
            "cloudtrail.trail": ["delivered"],
            "iam.role": ["RoleLastUsed", "last_used"],
            "iam.policy": ["PolicyName", "PolicyId", "Description"],
            "rds.instance": ["LatestRestorableTime"],
            "rds.cluster": ["LatestRestorableTime"],
            "efs.file-system": ["SizeInBytes"],
            "lambda.function": ["State", "LastUpdateStatus"],
        ]

        /// Without ``moving``, and with policies as they read: AWS encodes them in every answer, moto
        /// in some.
        private static func steady(_ value: JSON, _ type: String) -> JSON {
            switch value {
            case .object(let members):
                let kept = members.filter { moving[type]?.contains($0.0) != true }
                return .object(Object(kept.map { ($0.0, steady($0.1, type)) }))
            case .array(let items): return .array(items.map { steady($0, type) })
            case .string(let text) where text.hasPrefix("%7B"):
                return .string(Percent.decoded(text))
            default: return value
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
                guard let reader = try? await sessions.reader(in: scope.account, roles: roles)
                else {
                    Issue.record("no reader")
                    return
                }
                collection = await collect(
                    scope,
                    attributes: [type.name: Set(type.attributes.map(\.name))],
                    reader: reader,
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

        private func expectWhatIsTypedToBeChecked(_ scene: Scene) async throws {
            let mars = try await scene.parapet(
                "collect",
                "ec2.vpc",
                "--account",
                "200000000013",
                "--region",
                "eu-wst-1"
            )
            #expect(mars.status == 2 && mars.output.isEmpty)
            #expect(
                mars.error.contains(
                    "PAR-AWS-09 AWS has no region 'eu-wst-1' | hint: did you mean 'eu-west-1'?"
                )
            )
            let one = try await scene.parapet("collect", "s3.bucket", "--account", "1")
            #expect(one.status == 2)
            #expect(one.error.contains("PAR-AWS-11 '1' is not an account id: 12 digits | hint:"))
            let stranger = try await scene.parapet(
                "collect",
                "s3.bucket",
                "--account",
                "200000000013",
                environment: ["AWS_ACCESS_KEY_ID": "AKIAWRONG"]
            )
            #expect(stranger.status == 2 && stranger.output.isEmpty)
            #expect(stranger.error.contains("PAR-AWS-10 AWS does not accept Parapet's own keys"))
            #expect(stranger.error.contains("hint: correct AWS_ACCESS_KEY_ID"))
            let sweep = try await scene.parapet(
                "sweep",
                "--local",
                environment: ["AWS_ACCESS_KEY_ID": "AKIAWRONG"]
            )
            #expect(sweep.status == 2 && sweep.error.contains("PAR-AWS-10"))
            let policy = try await scene.parapet(
                "permissions",
                "caller-policy",
                "--partition",
                "aws-cn"
            )
            #expect(policy.output.contains("arn:aws-cn:iam::*:role/ParapetAudit"))
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
                let one = try await scene.parapet(
                    "collect",
                    "s3.bucket",
                    "--account",
                    "200000000013",
                    "--id",
                    "shop-prod-assets",
                    "--format",
                    "json"
                )
                #expect(one.status == 0, "\(one.error)")
                #expect(try JSON.parse(one.output) == [assets])
                let gone = try await scene.parapet(
                    "collect",
                    "s3.bucket",
                    "--account",
                    "200000000013",
                    "--id",
                    "shop-prod"
                )
                #expect(gone.status == 1 && gone.output.isEmpty)
                #expect(gone.error.contains("PAR-AWS-08 there is no s3.bucket 'shop-prod' in"))
                try await scene.standIn.set(
                    rules: [["effect": "deny", "service": "s3", "operation": "ListBuckets"]]
                )
                let unread = try await scene.parapet(
                    "collect",
                    "s3.bucket",
                    "--account",
                    "200000000013",
                    "--id",
                    "shop-prod-assets"
                )
                #expect(unread.status == 4)
                #expect(unread.error.contains("s3:ListAllMyBuckets: denied"))
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
                try await expectWhatIsTypedToBeChecked(scene)
                let regional = try await scene.parapet(
                    "collect",
                    "ec2.vpc",
                    "--account",
                    "200000000013"
                )
                #expect(regional.status == 2)
                let group = try await scene.parapet("catalogue", "iam.group")
                #expect(group.output.contains("by id"))
                #expect(group.output.contains("GetGroup ListGroupPolicies"))
                let wall = try await scene.parapet("catalogue", "wafv2.web-acl")
                #expect(wall.output.contains("as listed: AWS asks for the name beside the id"))
                let misspelt = try await scene.parapet("catalogue", "s3.bukket")
                #expect(misspelt.status == 2)
                #expect(misspelt.error.contains("did you mean 's3.bucket'?"))
            }
        }
    }
}
