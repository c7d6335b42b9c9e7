import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// A scene while it is played: judged, planned and carried out through our own client.
struct ActionStage {
    let scene: ActionScene
    let guardrail: Guardrail
    let sessions: Sessions
    let planner: ActionPlanner
    let roles: Configuration.Roles

    static let roleForChanges = "ParapetRemediate"

    static let roles = roles(remediate: Configuration.Roles().audit)

    static func roles(remediate: String) -> Configuration.Roles {
        var roles = Configuration.Roles()
        roles.externalID = "parapet-demo"
        roles.remediate = remediate
        return roles
    }

    static let known = ["203.0.113.0/24", "198.51.100.0/24"]

    struct Judged {
        let resource: Resource
        let part: Verdict.Part?
        let proposals: [ActionProposal]
        /// Everything that a sweep would read of it, as one text.
        let text: String
    }

    init(
        _ scene: ActionScene,
        _ sessions: Sessions,
        roles: Configuration.Roles = Self.roles
    ) async throws {
        self.scene = scene
        self.sessions = sessions
        self.roles = roles
        guardrail = try scene.loaded()
        planner = ActionPlanner(
            own: OwnPrincipals(roles: ["Nobody"], changing: "Nobody"),
            region: sessions.region
        )
    }

    /// Nothing is remembered: each look is a reader of its own.
    func reader() async throws -> Reader {
        try await sessions.reader(in: ActionScene.account, roles: roles)
    }

    /// - Parameter id: of the resource; nil: it is found by its name.
    func look(_ id: String?) async throws -> Judged {
        let reader = try await reader()
        let account = Account(id: ActionScene.account, name: "shop-prod", environment: "prod")
        let estate = Estate(accounts: [account], knownNetworks: Self.known)
        let surroundings = Surroundings(
            account: account,
            regions: [ActionScene.region],
            estate: EstateValue(estate),
            now: .now(),
            exceptionTag: "guardrail-exception"
        )
        var inventory = Inventory()
        var related: [JSON] = []
        for other in guardrail.related {
            let found = await collect(other.type, reader)
            #expect(found.coverage.allSatisfy { $0.gaps.isEmpty }, "\(scene.action)")
            inventory.resources[other.type.name] = found.resources
            related += found.resources.map { .object($0.document) }
        }
        let resource: Resource
        if guardrail.type.isRead {
            let all = await collect(guardrail.type, reader)
            resource = try #require(
                all.resources.first {
                    $0.name.id == id ?? scene.resource || $0.name.name == id ?? scene.resource
                },
                "\(scene.action) \(scene.resource)"
            )
        } else {
            resource = accountResource(
                account,
                regions: [ActionScene.region],
                baseline: try scene.baselineItems
            )
        }
        let verdict = guardrail.judge(resource, in: surroundings, inventory: inventory)
        guard case .judged(let parts) = verdict.outcome else {
            Issue.record("\(scene.action): \(verdict.outcome.text)")
            return Judged(resource: resource, part: nil, proposals: [], text: "")
        }
        let part = parts.first { $0.key == scene.part && !$0.isUnknown }
        return Judged(
            resource: resource,
            part: part,
            proposals: part.map { part in
                guardrail.proposals(
                    about: part,
                    of: resource,
                    in: surroundings,
                    inventory: inventory
                )
            } ?? [],
            text: guardrail.type.isRead ? resource.text : "\(related.count)"
        )
    }

    private func collect(_ type: ResourceType, _ reader: Reader) async -> Collection {
        await AWS.collect(
            Scope(
                account: ActionScene.account,
                region: type.isGlobal ? Scope.global : ActionScene.region,
                service: type.service
            ),
            // A rule that is put back has another id.
            attributes: [
                type.name: Set(type.attributes.map(\.name)).subtracting([SecurityGroupRule.ruleIDs])
            ],
            reader: reader,
            region: sessions.region
        )
    }

    func plan(_ request: ActionRequest) async throws -> ActionPlanner.Planned {
        await planner.plan(request, by: scene.action, reader: try await reader())
    }

    func make(_ calls: [ActionCall], _ request: ActionRequest) async throws {
        let action = try action
        for call in calls {
            #expect(action.sends.contains("\(call.service).\(call.operation)"))
            let outcome = try await send(call, request)
            guard case .done = outcome else {
                Issue.record("\(scene.action) \(call.operation): \(outcome)")
                return
            }
        }
    }

    var action: Action {
        get throws { try #require(Action.all.first { $0.type.name == scene.action }) }
    }

    /// By a session that may do what the action declares.
    func send(_ call: ActionCall, _ request: ActionRequest) async throws -> WriteOutcome {
        let writer = try await sessions.writer(
            in: ActionScene.account,
            roles: roles,
            for: Set(try action.type.permissions)
        )
        return await writer.send(
            call.service,
            call.operation,
            region: planner.region(of: request),
            call.input
        )
    }
}

extension StandIn {
    /// As the template makes it, in the account of the scenes; it may everything there.
    func plantRoleForChanges() async throws {
        try await plant(
            """
            iam = client("iam", "\(ActionScene.account)")
            trust = iam.get_role(RoleName="ParapetAudit")["Role"]["AssumeRolePolicyDocument"]
            name = "\(ActionStage.roleForChanges)"
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
            iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
            """
        )
    }
}

extension RoleTemplate.Statement {
    var document: JSON {
        var document: Object = ["Effect": "Allow", "Resource": "*", "Action": .list(actions)]
        if !keys.isEmpty {
            let keys = keys.map { ($0.name, JSON.list($0.values)) }
            document["Condition"] = .object(Object([(test, .object(Object(keys)))]))
        }
        return .object(document)
    }
}

extension Resource {
    /// Less what moves by itself.
    fileprivate var text: String {
        var document = document
        for field in ["delivered", "delivery_error", "last_used"] { document[field] = nil }
        return JSON.object(document).unordered.canonicalText
    }
}

extension JSON {
    /// AWS may reorder lists.
    fileprivate var unordered: JSON {
        switch self {
        case .array(let items):
            .array(items.map(\.unordered).sorted { $0.canonicalText < $1.canonicalText })
        case .object(let members): .object(Object(members.map { ($0.0, $0.1.unordered) }))
        default: self
        }
    }

    /// Whether all that is expected is there; AWS adds settings of its own.
    func holds(_ expected: JSON) -> Bool {
        switch (self, expected) {
        case (.object(let found), .object(let wanted)):
            wanted.allSatisfy { name, value in found[name]?.holds(value) == true }
        case (.array(let found), .array(let wanted)):
            found.count == wanted.count && zip(found, wanted).allSatisfy { $0.holds($1) }
        default: self == expected
        }
    }
}

extension ActionScene {
    var baselineItems: [JSON] {
        get throws {
            guard baseline != nil else { return [] }
            return try BaselineFile.items(yaml: Self.baselineFile(of: [self]), file: "b.yaml")
        }
    }

    func loaded() throws -> Guardrail {
        try Guardrail.load(
            yaml: text(named: "scene"),
            file: "\(action).yaml",
            catalogue: .aws,
            running: false
        )
    }
}

extension StandIn {
    /// What its script printed: the resource's id; nil where it printed none.
    func plant(_ scene: ActionScene) async throws -> String? {
        guard !scene.plant.isEmpty else { return nil }
        let names = "A, R = \"\(ActionScene.account)\", \"\(ActionScene.region)\"\n"
        let printed = try await plant(names + scene.plant)
            .trimmingPrefix(while: \.isWhitespace).split(separator: "\n").first
        return printed.map(String.init)
    }
}
