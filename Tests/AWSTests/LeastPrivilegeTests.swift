import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// What an action declares is what its calls need, and no more: the stand-in lets a session of the role for
/// changes do only what policies allow.
@Suite(.lanes(2), .enabled(if: StandIn.python != nil))
struct LeastPrivilegeTests {
    private static let role = ActionStage.roleForChanges
    private static let roles = ActionStage.roles(remediate: role)

    /// Each call is first made with nothing, then with the permission that was missing, until it is done:
    /// without any one of them it is refused, and says which.
    @Test func everyActionNeedsWhatItDeclaresAndNoMore() async throws {
        try await stage { standIn, sessions in
            var needed: [String: Set<String>] = [:]
            for scene in ActionScene.all {
                let id = try await standIn.plant(scene)
                let stage = try await ActionStage(scene, sessions, roles: Self.roles)
                let asked = try await stage.look(id).proposals.first?.outcome
                guard case .asked(let request)? = asked else {
                    Issue.record("\(scene.action): nothing is proposed")
                    continue
                }
                let planned = try await stage.plan(request)
                guard case .calls(let calls, _) = planned.plan, let before = planned.before else {
                    Issue.record("\(scene.action): \(planned.plan)")
                    continue
                }
                var found = try await least(calls, request, stage, standIn)
                let after = try #require(try await stage.plan(request).before)
                let undo = stage.planner.undo(
                    request,
                    by: scene.action,
                    partition: .aws,
                    before: before,
                    after: after
                )
                found.formUnion(try await least(undo, request, stage, standIn))
                needed[scene.action, default: []].formUnion(found)
            }
            for action in Action.all {
                let found = (needed[action.type.name] ?? []).sorted()
                #expect(found == action.type.permissions, "\(action.type.name)")
            }
        }
    }

    /// Makes each call with as little as it takes.
    private func least(
        _ calls: [ActionCall],
        _ request: ActionRequest,
        _ stage: ActionStage,
        _ standIn: StandIn
    ) async throws -> Set<String> {
        let declared = try stage.action.type.permissions
        var all: Set<String> = []
        for call in calls {
            var allowed: Set<String> = []
            attempts: while true {
                try await allow(standIn, allowed)
                switch try await stage.send(call, request) {
                case .done: break attempts
                case .refused(let failure):
                    let text = failure.description
                    let missing = declared.filter { text.contains("perform: \($0) on") }
                    guard failure.kind == .denied, let one = missing.first, !allowed.contains(one)
                    else {
                        Issue.record("\(stage.scene.action) \(call.operation): \(text)")
                        return all
                    }
                    allowed.insert(one)
                case .unknown(let failure):
                    Issue.record("\(stage.scene.action) \(call.operation): \(failure)")
                    return all
                }
            }
            all.formUnion(allowed)
        }
        return all
    }

    private func allow(_ standIn: StandIn, _ actions: Set<String>) async throws {
        let policy: JSON = actions.isEmpty ? [] : RolePolicies.policy(allowing: actions)
        try await standIn.authorize(roles: [Self.role: policy])
    }

    /// A role that may everything is bound by its session's policy, and others are not bound at all.
    @Test func aSessionMayWhatItsOwnPolicySays() async throws {
        try await stage { standIn, _ in
            try await standIn.authorize(roles: [Self.role: .null])
            let printed = try await standIn.plant(
                """
                sts = boto3.client("sts", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="eu-central-1")
                policy = {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*"}]}
                made = sts.assume_role(
                    RoleArn="arn:aws:iam::\(ActionScene.account):role/\(Self.role)", RoleSessionName="mine",
                    ExternalId="parapet-demo", Policy=json.dumps(policy))["Credentials"]
                ec2 = boto3.client(
                    "ec2", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="eu-central-1",
                    aws_access_key_id=made["AccessKeyId"],
                    aws_secret_access_key=made["SecretAccessKey"],
                    aws_session_token=made["SessionToken"])
                group = client("ec2", "\(ActionScene.account)", "eu-central-1") \\
                    .describe_security_groups()["SecurityGroups"][0]["GroupId"]
                tags = {"Resources": [group], "Tags": [{"Key": "a", "Value": "b"}]}
                for call, dry in ((ec2.create_tags, True), (ec2.create_tags, False),
                                  (ec2.delete_tags, True), (ec2.delete_tags, False)):
                    try:
                        call(**tags, DryRun=dry)
                        print("done")
                    except Exception as error:
                        print(error.response["Error"]["Code"])
                """
            )
            #expect(
                printed.split(separator: "\n") == [
                    "DryRunOperation", "done", "UnauthorizedOperation", "UnauthorizedOperation",
                ]
            )
        }
    }

    private func stage(_ body: (StandIn, Sessions) async throws -> Void) async throws {
        try await StandIn.with { standIn in
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            try await standIn.plantRoleForChanges()
            try await body(standIn, Sessions(client: client, caller: caller))
        }
    }
}
