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
                let count =
                    try await scene.findings("--status", "open").count
                    + (try await scene.findings("--status", "excepted").count)

                let asff = try await scene.parapet("findings", "--format", "asff")
                #expect(try JSON.parse(asff.output).array?.count == count)
                #expect(try await complaints(of: Self.asffCheck, asff.output) == "")

                let junit = try await scene.parapet("findings", "--format", "junit")
                let check = "import sys, xml.etree.ElementTree as E; E.parse(sys.argv[1])"
                #expect(try await complaints(of: check, junit.output) == "")
                #expect(junit.output.contains(#"<testsuites name="parapet" tests="\#(count)""#))
                #expect(junit.output.contains("<skipped message=\"exception by tag, owner "))

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

                let ocsf = try await scene.parapet("findings", "--format", "ocsf")
                #expect(try JSON.parse(ocsf.output).array?.count == count)
                #expect(try await complaints(of: Self.ocsfCheck, ocsf.output) == "")
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

        private static let ocsfCheck = """
            import json, sys
            from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
            for event in json.load(open(sys.argv[1])):
                ComplianceFinding.model_validate(event)
                if event['type_uid'] != event['class_uid'] * 100 + event['activity_id']:
                    print(event['type_uid'])
            """

        /// Guardrails as editors check them, and one that no editor should let pass.
        @Test func theSchemaOfGuardrailsHoldsThem() async throws {
            let folder = Repository.folder + "/ops/guardrails"
            let check = """
                import glob, json, yaml
                from jsonschema import Draft202012Validator as Schema
                schema = json.load(open('\(folder)/schema.json'))
                Schema.check_schema(schema)
                # YAML 1.2, as editors read it: 'on' is a text there.
                def is_kept(first, tag):
                    kind = tag.rsplit(':', 1)[1]
                    return kind != 'timestamp' and (kind != 'bool' or first in 'tTfF')
                class Loader(yaml.SafeLoader):
                    yaml_implicit_resolvers = {
                        key: [one for one in all if is_kept(key, one[0])]
                        for key, all in yaml.SafeLoader.yaml_implicit_resolvers.items()
                    }
                files = glob.glob('\(folder)/*.yaml')
                for file in files:
                    guardrail = yaml.load(open(file), Loader)
                    for error in Schema(schema).iter_errors(guardrail):
                        print(file, error.message)
                guardrail['severty'] = 'high'
                if Schema(schema).is_valid(guardrail) or len(files) < 11:
                    print('it holds nothing')
                """
            #expect(try await complaints(of: check, "") == "")
        }

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
