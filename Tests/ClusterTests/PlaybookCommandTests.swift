import Document
import Foundation
import Rehearsal
import Testing

/// The commands for people who write playbooks; none needs a database.
@Suite struct PlaybookCommandTests {
    @Test func whatShipsIsChecked() async throws {
        let checked = try await Program.run(
            ["playbook", "check", "\(Repository.folder)/ops/playbooks"],
            environment: [:]
        )
        #expect(checked.status == 0 && checked.error.isEmpty, "\(checked.error)")
        #expect(checked.output.hasSuffix("checked, all tests pass\n"), "\(checked.output)")
    }

    @Test func whatIsWrongHasItsPlaceAndItsCode() async throws {
        let shipped = "\(Repository.folder)/ops/playbooks/instance-triage.yaml"
        let text = try String(contentsOfFile: shipped, encoding: .utf8)
        let file = FileManager.default.temporaryDirectory
            .appending(path: "parapet-playbook-\(UInt32.random(in: 0...UInt32.max)).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        let broken = text.replacing("do: ec2.find-peers", with: "do: ec2.find-pers")
        try broken.write(to: file, atomically: true, encoding: .utf8)
        let checked = try await Program.run(["playbook", "check", file.path], environment: [:])
        #expect(checked.status == 2 && checked.output.isEmpty)
        let said = "\(file.path):16:9: PAR-PLB-05 unknown step 'ec2.find-pers'"
        #expect(checked.error.hasPrefix(said), "\(checked.error)")
        #expect(checked.error.contains("did you mean 'ec2.find-peers'?"))
    }

    @Test(
        arguments: [
            ("/nowhere", "PAR-PLB-08"), ("/nowhere/p.yaml", "PAR-PLB-09"),
        ]
    )
    func whatIsNotThereIsSaid(path: String, code: String) async throws {
        let checked = try await Program.run(["playbook", "check", path], environment: [:])
        #expect(checked.status == 2 && checked.error.contains(code), "\(checked.error)")
    }

    @Test func stepsSayWhetherTheyChangeAnything() async throws {
        let listed = try await Program.run(["steps", "--format", "json"], environment: [:])
        let steps = try #require(JSON.parse(listed.output).array)
        #expect(steps.count >= 3)
        for step in steps {
            let name = try #require(step["step"]?.string)
            #expect(step["changes"]?.bool == (step["kind"] == "respond"), "\(name)")
            let one = try await Program.run(["steps", name, "--format", "json"], environment: [:])
            #expect(try JSON.parse(one.output) == step)
        }
        let typo = try await Program.run(["steps", "ec2.find-exposre"], environment: [:])
        #expect(typo.status == 2 && typo.error.contains("did you mean 'ec2.find-exposure'?"))
    }
}
