import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// Findings in the formats of other tools, held to what describes these.
    @Suite struct FormatTests {
        @Test func othersCanReadThem() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                let count = try await scene.findings().count

                let asff = try await scene.parapet("findings", "--format", "asff")
                #expect(try JSON.parse(asff.output).array?.count == count)
                #expect(try await complaints(of: Self.asffCheck, asff.output) == "")

                let junit = try await scene.parapet("findings", "--format", "junit")
                let check = "import sys, xml.etree.ElementTree as E; E.parse(sys.argv[1])"
                #expect(try await complaints(of: check, junit.output) == "")
                #expect(junit.output.contains(#"<testsuites name="parapet" tests="\#(count)""#))
                #expect(junit.output.contains("<skipped message=\"exception by tag\"/>"))

                let sarif = try JSON.parse(
                    try await scene.parapet("findings", "--format", "sarif").output
                )
                let run = sarif["runs"]?.array?.first
                let results = run?["results"]?.array ?? []
                let rules = run?["tool"]?["driver"]?["rules"]?.array ?? []
                #expect(results.count == count)
                for result in results {
                    let index = try #require(result["ruleIndex"]?.int)
                    #expect(rules[Int(index)]["id"] == result["ruleId"])
                }
                #expect(results.contains { $0["suppressions"]?.array?.count == 1 })

                let ocsf = try JSON.parse(
                    try await scene.parapet("findings", "--format", "ocsf").output
                )
                for event in ocsf.array ?? [] {
                    let activity = try #require(event["activity_id"]?.int)
                    #expect(event["type_uid"]?.int == 200_300 + activity)
                    #expect(event["time"]?.int ?? 0 > 1_600_000_000_000)
                }
            }
        }

        /// botocore's own model of what Security Hub takes.
        private static let asffCheck = """
            import json, sys
            import botocore.session, botocore.validate
            model = botocore.session.get_session().get_service_model('securityhub')
            shape = model.operation_model('BatchImportFindings').input_shape
            findings = {'Findings': json.load(open(sys.argv[1]))}
            report = botocore.validate.ParamValidator().validate(findings, shape)
            print(report.generate_report(), end='')
            """

        /// What a Python program says of a text, its errors included.
        private func complaints(of program: String, _ text: String) async throws -> String {
            let file = FileManager.default.temporaryDirectory
                .appending(path: "parapet-format-\(UUID().uuidString)")
            try text.write(to: file, atomically: true, encoding: .utf8)
            defer { try? FileManager.default.removeItem(at: file) }
            let process = Process()
            process.executableURL = URL(filePath: try #require(StandIn.python))
            process.arguments = ["-c", program, file.path]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            process.waitUntilExit()
            let said = try output.fileHandleForReading.readToEnd() ?? Data()
            return String(decoding: said, as: UTF8.self)
        }
    }
}
