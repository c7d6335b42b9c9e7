import Document
import Foundation
import Guardrails
import Playbooks
import Testing

@testable import AWS

/// The steps of playbooks, and the playbooks that ship.
@Suite struct StepTests {
    private static let seen = SeenInventory(resources: [
        .seen(
            "ec2.instance",
            "i-1",
            [
                "state": "running", "image": "ami-1", "profile": "arn:p", "private_ip": "10.0.0.1",
                "security_groups": ["sg-1"],
            ]
        ),
        .seen(
            "ec2.instance",
            "i-2",
            ["state": "running", "image": "ami-1", "security_groups": ["sg-2", "sg-9"]]
        ),
        .seen("ec2.instance", "i-3", ["state": "terminated", "image": "ami-1"]),
        .seen("ec2.instance", "i-4", region: "us-east-1", ["image": "ami-1"]),
        .seen("ec2.instance", "i-5", ["state": "running", "image": "ami-2"]),
        .seen(
            "ec2.network-interface",
            "eni-1",
            ["instance": "i-1", "public_ip": "198.51.100.7", "security_groups": ["sg-2", "sg-3"]]
        ),
        .seen(
            "ec2.security-group",
            "sg-1",
            [
                "ingress": [
                    ["protocol": "tcp", "from": 5432, "to": 5432, "source": "10.0.0.0/8"],
                    ["protocol": "tcp", "from": 22, "to": 22, "source": "0.0.0.0/0"],
                ]
            ]
        ),
        .seen(
            "ec2.security-group",
            "sg-2",
            [
                "ingress": [
                    ["protocol": "all", "source": "sg-2"], ["protocol": "all", "source": "::/0"],
                ]
            ]
        ),
        .seen("ec2.volume", "vol-1", ["instances": ["i-1"]]),
        .seen("ec2.volume", "vol-2", ["instances": ["i-2"]]),
    ])

    private func perform(
        _ name: String,
        _ seen: SeenInventory = seen,
        instance: String = "i-1"
    ) async throws -> StepAnswer {
        let step = try #require(Step.named(name))
        guard case .analysis(let analysis) = step.performance else {
            return .failed("it changes something", isFinal: true)
        }
        let answer = await analysis(
            StepContext(
                inputs: [
                    "instance": .string(instance), "account": "222222222222",
                    "region": "eu-west-1",
                ],
                inventory: seen
            )
        )
        if case .done(let outputs) = answer {
            #expect(step.type.problem(withOutputs: outputs) == nil)
        }
        return answer
    }

    private func outputs(_ name: String, _ seen: SeenInventory = seen) async throws -> Object {
        guard case .done(let outputs) = try await perform(name, seen) else {
            Issue.record("\(name) failed")
            return [:]
        }
        return outputs
    }

    @Test func anInstanceIsCollectedWithWhatBelongsToIt() async throws {
        let found = try await outputs("ec2.collect-instance")
        #expect(found["addresses"] == ["10.0.0.1", "198.51.100.7"])
        #expect(found["groups"]?.array?.map { $0["id"] } == ["sg-1", "sg-2"])
        #expect(found["volumes"]?.array?.map { $0["id"] } == ["vol-1"])
        #expect(found["interfaces"]?.array?.map { $0["id"] } == ["eni-1"])
        #expect(found["profile"] == "arn:p" && found["instance"]?["image"] == "ami-1")
        #expect(found["notes"]?.texts.contains { $0.hasPrefix("AWS was not asked") } == true)
    }

    @Test func whatGroupsOnAnyInterfaceOpenIsFoundTheWorldFirst() async throws {
        let found = try await outputs("ec2.find-exposure")
        let ports = found["ports"]?.array ?? []
        #expect(ports.map { $0["world"] } == [true, true, false, false])
        #expect(ports.map { $0["services"] } == [["SSH"], [], ["PostgreSQL"], []])
        #expect(ports.map { $0["source"] } == ["0.0.0.0/0", "::/0", "10.0.0.0/8", "sg-2"])
        #expect(found["public"] == true && found["open"] == true)
        let notes = found["notes"]?.texts ?? []
        #expect(notes.contains("nobody knows the rules of sg-3"), "\(notes)")
    }

    @Test func peersAreThoseThatShareSomething() async throws {
        let found = try await outputs("ec2.find-peers")
        #expect(
            found["peers"] == [
                ["id": "i-2", "shares": ["groups": ["sg-2"], "image": "ami-1"]]
            ]
        )
        #expect(found["flat_groups"] == ["sg-2"])
    }

    /// Those that look at an instance in what sweeps have seen.
    private static let ofInstances = [
        "ec2.collect-instance", "ec2.find-exposure", "ec2.find-peers", "ec2.find-reach",
    ]

    /// What is not known is said, and never taken for absent.
    @Test(arguments: ofInstances)
    func whatIsNotKnownIsSaid(name: String) async throws {
        var seen = Self.seen
        seen.gaps = [
            "ec2.security-group": Gap(reason: .denied, permission: "ec2:DescribeSecurityGroups")
        ]
        let notes = try await outputs(name, seen)["notes"]?.texts ?? []
        let said = "not all is known of ec2.security-group: ec2:DescribeSecurityGroups: denied"
        #expect(notes.contains(said), "\(notes)")
        #expect(
            try await perform(name, instance: "i-7")
                == .failed("there is no instance 'i-7' in 222222222222 eu-west-1", isFinal: true)
        )
        let gap = Gap(reason: .notCollected, permission: "ec2:DescribeInstances")
        let unread = SeenInventory(gaps: ["ec2.instance": gap])
        guard case .failed(let text, isFinal: false) = try await perform(name, unread) else {
            Issue.record("\(name) knows what nobody has read")
            return
        }
        #expect(text.contains("not collected"), "\(text)")
        var down = Self.seen
        down.isDown = true
        #expect(try await perform(name, down) == .failed("the database is away", isFinal: false))
    }

    @Test func stepsAreNamedAsPlaybooksAndConditionsNameThem() {
        for step in StepCatalogue.aws.steps {
            #expect(step.name.wholeMatch(of: #/[a-z0-9]+\.[a-z]+(-[a-z0-9]+)+/#) != nil)
            for input in step.inputs {
                #expect(input.name.wholeMatch(of: #/[a-z][a-z0-9-]*/#) != nil, "\(input.name)")
                #expect(!["account", "region"].contains(input.name), "\(step.name)")
            }
            for output in step.outputs {
                #expect(output.name.wholeMatch(of: #/[a-z][a-z0-9_]*/#) != nil, "\(output.name)")
            }
            // What reads has nothing to undo.
            #expect(step.kind == .respond || step.undo == nil, "\(step.name)")
        }
        #expect(Set(StepCatalogue.aws.names).count == Step.all.count)
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../ops/playbooks").standardizedFileURL

    @Test func thePlaybooksThatShipPassTheirTests() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".yaml") }
        let files = try names.map {
            (
                name: $0,
                text: try String(contentsOf: Self.folder.appending(path: $0), encoding: .utf8)
            )
        }
        let playbooks = try Playbook.load(files: files, catalogue: .aws, steps: .aws)
        #expect(playbooks.count == names.count && !playbooks.isEmpty)
        for playbook in playbooks {
            #expect("\(playbook.name).yaml" == playbook.place.file && playbook.warnings.isEmpty)
        }
    }

    /// What editors complete by: written by `parapet playbook schema > ops/playbooks/schema.json`.
    @Test func theSchemaIsTheOneThatIsShipped() throws {
        let shipped = try String(
            contentsOf: Self.folder.appending(path: "schema.json"),
            encoding: .utf8
        )
        #expect(PlaybookSchema.json(.aws, .aws).prettyText + "\n" == shipped)
    }
}
