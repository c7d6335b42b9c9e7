import Document
import Guardrails
import Testing

@testable import AWS

/// What steps leave where they stop between two calls, and what is done about it, as values.
struct HalfwayTests {
    private func context(_ parameters: Object) -> ActionContext {
        let name = ResourceName(
            type: "ec2.instance",
            account: "111111111111",
            region: "us-east-1",
            id: "i-1"
        )
        return ActionContext(
            request: ActionRequest(
                target: Resource(name: name, document: [:]),
                region: name.region,
                parameters: parameters
            ),
            partition: .aws,
            own: OwnPrincipals()
        )
    }

    // MARK: a cut

    private func cut(_ states: [String]) -> JSON {
        let interfaces = states.enumerated().map { index, state -> (String, JSON) in
            ("eni-\(index)", ["vpc": "vpc-1", "state": .string(state)])
        }
        let kinds = ["isolated", "open", "cut"].map { kind -> (String, JSON) in
            (kind, ["id": .string("sg-\(kind)"), "ready": true])
        }
        return [
            "mark": .null, "groups": ["vpc-1": .object(Object(kinds))],
            "interfaces": .object(Object(interfaces)),
        ]
    }

    /// Whatever else: what is open is closed first, and nothing is opened.
    @Test(arguments: [
        ["open"], ["cut", "open", "isolated"], ["isolated", "open", "open"], ["cut", "cut"],
    ])
    func aCutThatIsTakenBackClosesWhatItOpened(states: [String]) throws {
        let action = try #require(Action.named("ec2.cut-flows"))
        let before = cut(states.map { _ in "isolated" })
        let image = cut(states)
        let calls = action.undo(context(["key": "k", "run": "r"]), before, image)
        let moves = calls.prefix { $0.operation == "ModifyNetworkInterfaceAttribute" }
        let open = states.indices.filter { states[$0] == "open" }.map { "eni-\($0)" }
        let half = states.indices.filter { states[$0] == "cut" }.map { "eni-\($0)" }
        #expect(moves.map { $0.input["NetworkInterfaceId"]?.string } == open + half)
        for call in moves {
            let bound = try #require(call.bound(to: image))
            #expect(bound.input["Groups"] == ["sg-isolated"])
            #expect(call.isRepeatable && call.pauseSeconds == 0, "nobody waits for it")
        }
        #expect(
            calls.dropFirst(moves.count).map(\.operation) == [
                "DeleteSecurityGroup", "DeleteSecurityGroup",
            ]
        )
    }

    // MARK: an instance that is gone

    /// The group that its run made goes, unless something is on it.
    @Test(arguments: [false, true]) func theGroupOfWhatIsGoneGoes(isUsed: Bool) throws {
        let action = try #require(Action.named("ec2.isolate-instance"))
        #expect(action.whenGone == .rest)
        let group: JSON = ["GroupId": "sg-1", "VpcId": "vpc-1", "GroupName": "parapet-isolated"]
        let user: JSON = ["NetworkInterfaceId": "eni-9", "Groups": [["GroupId": "sg-1"]]]
        let known: Object = [
            "instance": [], "made": [group], "tagged/isolated/vpc-1": [group],
            "named/isolated/vpc-1": [group], "users/isolated/vpc-1": isUsed ? [user] : [],
        ]
        let asked = context(["run": "r-1"])
        // Only once it is known to be gone, and then by the run's own tag.
        #expect(action.reads(asked, [:]).map(\.name) == ["instance"])
        let reads = action.reads(asked, known)
        #expect(Set(reads.map(\.name)) == Set(known.map(\.0)))
        let made = try #require(reads.first { $0.name == "made" })
        #expect(JSON.object(made.input).text.contains(#""tag:ParapetRun","Values":["r-1"]"#))
        let before: JSON = [
            "vpc": "vpc-1", "groups": ["vpc-1": ["id": .null]],
            "interfaces": ["eni-1": ["vpc": "vpc-1", "groups": ["sg-web"], "isolated": false]],
        ]
        let image = action.image(asked, known)
        #expect(action.plan(asked, image) == .refused("the instance is gone"))
        let calls = action.undo(asked, before, image)
        #expect(calls.map(\.operation) == (isUsed ? [] : ["DeleteSecurityGroup"]))
        // Gone, there is nothing left.
        #expect(action.undo(asked, before, action.image(asked, ["instance": []])).isEmpty)
    }

    /// Each kind of containment of an instance says what is left of it.
    @Test func whatIsAboutAnInstanceSaysWhatIsLeftOfIt() {
        let all = Step.all.compactMap { Action.named($0.type.name) }
        let silent = all.filter { action in
            action.type.refuses.hasPrefix("an instance that is gone") && action.whenGone == nil
        }
        #expect(silent.isEmpty, "\(silent.map(\.type.name))")
    }

    // MARK: an Auto Scaling group

    private struct Group {
        var isIn = true
        var desired: Int64 = 2
        var most: Int64 = 2
        var members = ["i-2"]
        var kept: JSON = .null
        var isSuspended = false
        var others: [String] = []

        var image: JSON {
            [
                "group": isIn ? "web" : .null, "state": isIn ? "active" : .null, "leaving": false,
                "kept": kept,
                "aside": [
                    "desired": .int(desired), "max": .int(most), "new_protected": false,
                    "protected": false, "members": .list(members),
                    "suspended": .bool(isSuspended), "others": .list(others),
                ],
            ]
        }
    }

    private func undo(_ now: Group, to before: Group = Group()) throws -> [ActionCall] {
        let action = try #require(Action.named("autoscaling.detach-instance"))
        return action.undo(context(["group": "web", "standby": false]), before.image, now.image)
    }

    /// The one that came for it goes, by its id; of those that were there, none.
    @Test func theReplacementGoesAndNoOther() throws {
        let calls = try undo(Group(isIn: false, members: ["i-2", "i-9"]))
        #expect(
            calls.map(\.operation) == [
                "UpdateAutoScalingGroup", "AttachInstances", "TerminateInstanceInAutoScalingGroup",
                "UpdateAutoScalingGroup",
            ]
        )
        #expect(calls[2].input["InstanceId"] == "i-9")
        #expect(calls[2].input["ShouldDecrementDesiredCapacity"] == true)
        #expect(calls[0].input["MaxSize"] == 3 && calls[3].input["MaxSize"] == 2)
        // Nothing lowers what the group wants while it has more: it would take any.
        #expect(calls.allSatisfy { $0.input["DesiredCapacity"] == nil })
    }

    /// It stopped after the instance was back: what is compared is as it was, and what is aside is not.
    @Test func whatIsLeftAsideIsPutBackToo() throws {
        let half = Group(desired: 3, most: 3, members: ["i-2", "i-9"])
        #expect(ActionPlanner.hash(half.image) == ActionPlanner.hash(Group().image))
        let planner = ActionPlanner(own: OwnPrincipals(), region: "us-east-1")
        let asked = context(["group": "web", "standby": false]).request
        let undo = { (now: Group) in
            planner.undo(
                asked,
                by: "autoscaling.detach-instance",
                partition: .aws,
                before: Group().image,
                after: now.image
            ).map(\.operation)
        }
        #expect(
            undo(half) == ["TerminateInstanceInAutoScalingGroup", "UpdateAutoScalingGroup"]
        )
        #expect(undo(Group(most: 3)) == ["UpdateAutoScalingGroup"])
        #expect(undo(Group()) == [])
    }

    /// Nobody can tell then which one came for it.
    @Test func aGroupThatWasScaledKeepsOneMore() throws {
        let calls = try undo(
            Group(isIn: false, desired: 5, most: 9, members: ["i-2", "i-8", "i-9"])
        )
        #expect(calls.map(\.operation) == ["AttachInstances"])
        #expect(try undo(Group(desired: 6, most: 9, members: ["i-2", "i-8", "i-9"])).isEmpty)
    }

    /// Where none came, fewer are wanted than there would be, and none is too many.
    @Test func whereNobodyCameNobodyGoes() throws {
        let calls = try undo(Group(isIn: false))
        #expect(
            calls.map(\.operation) == [
                "UpdateAutoScalingGroup", "AttachInstances", "UpdateAutoScalingGroup",
            ]
        )
        #expect(calls[2].input["DesiredCapacity"] == 2 && calls[2].input["MaxSize"] == 2)
    }

    /// It comes back isolated: before it does, its health counts no more.
    @Test func whatWasKeptIsKeptBeforeItIsBack() throws {
        let before = Group(most: 4, kept: "resumes", isSuspended: true)
        let calls = try undo(Group(isIn: false, most: 4, members: ["i-2", "i-9"]), to: before)
        #expect(
            calls.prefix(3).map(\.operation) == [
                "CreateOrUpdateTags", "SuspendProcesses", "AttachInstances",
            ]
        )
    }

    /// The last that is let go has the group replace unhealthy instances again, and a well one is said to be well.
    @Test(arguments: [
        ("resumes", [] as [String], ["SetInstanceHealth", "ResumeProcesses", "DeleteTags"]),
        ("resumes", ["resumes"], ["DeleteTags"]), ("stays suspended", [], ["DeleteTags"]),
    ])
    func theLastThatIsLetGoHasTheGroupGoOn(
        mark: String,
        others: [String],
        operations: [String]
    ) throws {
        let action = try #require(Action.named("autoscaling.keep-instance"))
        func image(_ mark: JSON, _ isSuspended: Bool, _ health: String) -> JSON {
            [
                "in": true, "leaving": false, "standby": false, "protected": true, "mark": mark,
                "aside": [
                    "suspended": .bool(isSuspended), "others": .list(others),
                    "health": .string(health),
                ],
            ]
        }
        let before = image(.null, mark != "resumes", "Healthy")
        let now = image(.string(mark), true, "Unhealthy")
        let calls = action.undo(context(["instance": "i-1"]), before, now)
        #expect(calls.map(\.operation) == operations)
    }

    // MARK: sessions

    /// A session has the second that it began in: the one that is going on counts too.
    @Test(arguments: [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05.000001Z", "2026-01-02T03:04:06Z"),
        ("2026-01-02T05:04:59.5+02:00", "2026-01-02T03:05:00Z"),
    ])
    func theSecondThatIsGoingOnIsRevokedToo(before: String, whole: String) async throws {
        let step = try #require(Step.named("iam.revoke-sessions"))
        guard case .response(let response) = step.performance else { return }
        let context = StepContext(
            inputs: ["account": "111111111111", "role": "web", "before": .string(before)],
            inventory: SeenInventory()
        )
        guard case .found(let requests) = await response.targets(context) else {
            Issue.record("it has a target")
            return
        }
        #expect(requests.map { $0.parameters["before"]?.string } == [whole])
    }
}
