import Document
import Guardrails
import Platform
import Playbooks
import Rehearsal
import Testing

@testable import AWS

/// Steps that ask AWS: how far evidence is, what a key did, who opened a bucket. One stand-in for all.
@Suite(.enabled(if: StandIn.python != nil))
struct InquiryStepTests {
    private static let account = ActionScene.account
    private static let region = ActionScene.region

    private struct Stage {
        let standIn: StandIn
        let sessions: Sessions
        let writer: Writer

        func ask(
            _ name: String,
            _ inputs: Object,
            isRefused: Bool = false
        ) async throws
            -> StepAnswer
        {
            let step = try #require(Step.named(name))
            guard case .analysis(let analysis) = step.performance else {
                return .failed("it changes something", isFinal: true)
            }
            var all: Object = ["account": .string(account), "region": .string(region)]
            for input in step.type.inputs { all[input.name] = inputs[input.name] ?? input.standard }
            let reader = try await sessions.reader(in: account, roles: ActionStage.roles)
            let context = StepContext(
                inputs: all,
                inventory: SeenInventory(),
                reader: isRefused ? nil : reader
            )
            let answer = await analysis(context)
            if case .done(let outputs) = answer {
                #expect(step.type.problem(withOutputs: outputs) == nil)
            }
            return answer
        }

        func outputs(_ name: String, _ inputs: Object) async throws -> Object {
            switch try await ask(name, inputs) {
            case .done(let outputs): return outputs
            case let other:
                Issue.record("\(name): \(other)")
                return [:]
            }
        }

        /// Printed lines of what `script` plants; `A` is the account, `R` the region.
        func plant(_ script: String) async throws -> [String] {
            let names = "A, R = \"\(account)\", \"\(region)\"\nec2 = client(\"ec2\", A, R)\n"
            return try await standIn.plant(names + script).split(separator: "\n").map(String.init)
        }
    }

    @Test func stepsThatAskAWSTellWhatItSays() async throws {
        try await StandIn.with { standIn in
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            let writer = try await sessions.writer(
                in: Self.account,
                roles: ActionStage.roles,
                for: ["ec2:RunInstances", "ec2:CreateVolume"]
            )
            let stage = Stage(standIn: standIn, sessions: sessions, writer: writer)
            try await snapshotsAreWaitedFor(stage)
            try await commandsAreWaitedFor(stage)
            try await theActivityOfAKeyIsFound(stage)
            try await theExposureOfABucketIsFound(stage)
            try await theSameCallTwiceMakesOne(stage)
        }
    }

    private func snapshotsAreWaitedFor(_ stage: Stage) async throws {
        try await stage.standIn.take(snapshots: 2)
        let id = try #require(
            try await stage.plant(
                """
                volume = ec2.create_volume(AvailabilityZone=R + "a", Size=8)["VolumeId"]
                print(ec2.create_snapshot(VolumeId=volume)["SnapshotId"])
                """
            ).first
        )
        let inputs: Object = ["snapshots": [.string(id)]]
        for _ in 0..<2 {
            #expect(try await stage.ask("ec2.await-snapshots", inputs) == .later(seconds: 10))
        }
        #expect(
            try await stage.ask("ec2.await-snapshots", inputs)
                == .done(["snapshots": [.string(id)]])
        )
        try await stage.standIn.end(id, as: "error")
        #expect(
            try await stage.ask("ec2.await-snapshots", inputs)
                == .failed("the snapshot \(id) has failed", isFinal: true)
        )
        let refused = try await stage.ask("ec2.await-snapshots", inputs, isRefused: true)
        #expect(
            refused
                == .failed("the audit role lets nobody into \(Self.account) now", isFinal: false)
        )
        try await stage.standIn.take()
    }

    private func commandsAreWaitedFor(_ stage: Stage) async throws {
        try await stage.standIn.take(commands: 1)
        let printed = try await stage.plant(
            """
            one = ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)["Instances"][0]
            sent = client("ssm", A, R).send_command(
                InstanceIds=[one["InstanceId"]], DocumentName="AWS-RunShellScript",
                Parameters={"commands": ["id"]})["Command"]["CommandId"]
            print(one["InstanceId"]), print(sent)
            """
        )
        let inputs: Object = ["instance": .string(printed[0]), "command": .string(printed[1])]
        #expect(try await stage.ask("ssm.await-command", inputs) == .later(seconds: 30))
        #expect(try await stage.outputs("ssm.await-command", inputs)["code"] == 0)
        try await stage.standIn.end(printed[1], as: "TimedOut")
        guard
            case .failed(let text, isFinal: true) = try await stage.ask("ssm.await-command", inputs)
        else {
            Issue.record("a command that timed out has not failed")
            return
        }
        #expect(text.contains("TimedOut"))
        try await stage.standIn.take()
    }

    private func theActivityOfAKeyIsFound(_ stage: Stage) async throws {
        let key = try #require(
            try await stage.plant(
                """
                iam = client("iam", A)
                iam.create_user(UserName="eve")
                iam.create_access_key(UserName="eve")
                key = iam.create_access_key(UserName="eve")["AccessKey"]
                trust = {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}
                role = iam.create_role(
                    RoleName="within-reach", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
                def own(service, id, secret, token=None):
                    return boto3.client(
                        service, region_name=R, endpoint_url=os.environ["AWS_ENDPOINT_URL"],
                        aws_access_key_id=id, aws_secret_access_key=secret, aws_session_token=token)
                mine = (key["AccessKeyId"], key["SecretAccessKey"])
                own("iam", *mine).create_user(UserName="mallory")
                made = own("sts", *mine).assume_role(RoleArn=role, RoleSessionName="deeper")["Credentials"]
                theirs = (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
                own("ec2", *theirs).run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)
                print(key["AccessKeyId"])
                """
            ).first
        )
        let found = try await stage.outputs("iam.find-key-activity", ["key": .string(key)])
        #expect(found["user"] == "eve" && found["status"] == "Active")
        #expect(found["other_keys"]?.array?.count == 1)
        #expect(found["roles"] == ["within-reach"])
        #expect(found["sessions"]?.array?.count == 1)
        let made = found["made"]?.array ?? []
        #expect(made.map { $0["operation"] } == ["iam.CreateUser", "ec2.RunInstances"])
        #expect(made.first?["things"]?.texts.contains("mallory") == true)
        #expect(made.last?["things"]?.texts.contains { $0.hasPrefix("i-") } == true)
        #expect(found["addresses"]?.array?.first?["address"] == "127.0.0.1")
        let notes = found["notes"]?.texts.joined(separator: "\n") ?? ""
        #expect(notes.contains("GetSessionToken") && notes.contains("Identity Center"))
        let unknown = try await stage.ask("iam.find-key-activity", ["key": "AKIA0000000000000000"])
        guard case .failed = unknown else {
            Issue.record("a key that is not there: \(unknown)")
            return
        }
    }

    private func theExposureOfABucketIsFound(_ stage: Stage) async throws {
        let name = "wide-open-bucket"
        _ = try await stage.plant(
            """
            s3 = client("s3", A, R)
            s3.create_bucket(Bucket="\(name)", CreateBucketConfiguration={"LocationConstraint": R})
            s3.delete_public_access_block(Bucket="\(name)")
            s3.put_bucket_policy(Bucket="\(name)", Policy=json.dumps(
                {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                     "Resource": "arn:aws:s3:::\(name)/*"}]}))
            s3.put_object(Bucket="\(name)", Key="a", Body=b"a")
            """
        )
        let inputs: Object = ["bucket": .string(name)]
        let open = try await stage.outputs("s3.find-exposure", inputs)
        #expect(open["public"] == true)
        #expect(open["because"]?.array?.first?["witness"] != nil)
        let changes = open["changes"]?.array ?? []
        let operations = changes.compactMap { $0["operation"]?.string }
        #expect(operations.contains("PutBucketPolicy"))
        #expect(open["since"] == changes.last { $0["operation"] == "PutBucketPolicy" }?["time"])
        #expect(open["notes"]?.texts.contains { $0.contains("no data events") } == true)
        _ = try await stage.plant(
            """
            client("s3", A, R).put_public_access_block(
                Bucket="\(name)", PublicAccessBlockConfiguration={
                    "BlockPublicAcls": True, "IgnorePublicAcls": True,
                    "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
            """
        )
        let closed = try await stage.outputs("s3.find-exposure", inputs)
        #expect(closed["public"] == false && closed["since"] == nil)
        #expect(
            try await stage.ask("s3.find-exposure", ["bucket": "no-such-bucket-here"])
                == .failed(
                    "there is no bucket 'no-such-bucket-here' in \(Self.account)",
                    isFinal: true
                )
        )
    }

    /// A call whose answer was lost is sent again before reads show what came of it.
    private func theSameCallTwiceMakesOne(_ stage: Stage) async throws {
        let printed = try await stage.plant(
            """
            vpc = ec2.create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
            print(ec2.create_subnet(VpcId=vpc, CidrBlock="10.99.1.0/24")["Subnet"]["SubnetId"])
            print(ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"])
            volume = ec2.create_volume(AvailabilityZone=R + "a", Size=8)["VolumeId"]
            print(ec2.create_snapshot(VolumeId=volume)["SnapshotId"])
            """
        )
        let run = StepRun(id: "run-9", key: "run-9/launch")
        let context = StepContext(
            inputs: ["account": .string(Self.account), "region": .string(Self.region)],
            inventory: SeenInventory(),
            run: run
        )
        let launch = context.asked(
            "ec2.subnet",
            printed[0],
            ["image": "ami-12345678", "type": "m5.large", "volumes": []]
        )
        let volume = context.asked("ec2.snapshot", printed[2], ["zone": .string(Self.region + "a")])
        let https: JSON = [
            "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
            "IpRanges": [["CidrIp": "0.0.0.0/0"]],
        ]
        let group: JSON = ["id": .string(printed[1]), "ingress": [], "egress": [https]]
        let images: [(String, ActionRequest, JSON)] = [
            (
                "ec2.launch-forensic-instance", launch,
                ["vpc": "vpc-1", "image": "ami-12345678", "group": group]
            ),
            (
                "ec2.create-working-volumes", volume,
                ["snapshot": .string(printed[2]), "volumes": []]
            ),
        ]
        let planner = ActionPlanner(own: OwnPrincipals(), region: Self.region)
        for (name, request, image) in images {
            let plan = planner.plan(request, by: name, partition: .aws, image: image)
            guard case .calls(let calls, _) = plan, calls.count == 1,
                let call = calls.first?.bound(to: image)
            else {
                Issue.record("\(name): \(plan)")
                continue
            }
            for _ in 0..<2 {
                let outcome = await stage.writer.send(
                    call.service,
                    call.operation,
                    region: Self.region,
                    call.input
                )
                guard case .done = outcome else {
                    Issue.record("\(name): \(outcome)")
                    return
                }
            }
        }
        let made = try await stage.plant(
            """
            mine = [{"Name": "tag:ParapetStep", "Values": ["run-9/launch"]}]
            print(len([i for r in ec2.describe_instances(Filters=mine)["Reservations"]
                       for i in r["Instances"]]))
            ofit = {"Name": "snapshot-id", "Values": ["\(printed[2])"]}
            print(len(ec2.describe_volumes(Filters=mine + [ofit])["Volumes"]))
            """
        )
        #expect(made == ["1", "1"])
    }
}
