import AWS
import Foundation
import Guardrails
import Store

/// A folder of guardrails' YAML files.
struct GuardrailsFolder {
    let path: String

    func files() throws -> [SweepMaterial.Source] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Failure(
                "PAR-GRD-08 there is no folder \(path)",
                hint: "name one, or set PARAPET_GUARDRAILS"
            )
        }
        let files = try names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
            let file = path + "/" + name
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw Failure(
                    "PAR-GRD-09 \(file) cannot be read as UTF-8 text",
                    hint: "check its permissions and its encoding"
                )
            }
            return SweepMaterial.Source(file: file, text: text)
        }
        guard !files.isEmpty else {
            throw Failure(
                "PAR-GRD-08 there is no guardrail in \(path)",
                hint: "a guardrail is a file that ends in .yaml"
            )
        }
        return files
    }

    func load() throws -> [Guardrail] {
        try Guardrail.load(files: try files().map { ($0.file, $0.text) }, catalogue: .aws)
    }
}
