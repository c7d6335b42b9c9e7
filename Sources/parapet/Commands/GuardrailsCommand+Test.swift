import ArgumentParser
import Document
import Foundation
import Guardrails
import Platform

extension GuardrailsCommand {
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge one document and say why.",
            discussion: """
                The document is written as in a guardrail's tests, or is one resource of what \
                'parapet collect --format json' prints. Known networks and partners are those of \
                $PARAPET_CONFIG, where it is there. Exit code 3: it violates; 4: unknown.

                Example:
                  parapet guardrails test s3-public-bucket --resource bucket.json
                  parapet guardrails test ec2-instance-power-user-role --resource instance.json \
                --related roles.json
                """
        )

        @Argument(help: "The guardrail's name.")
        var name: String

        @Option(help: "The file with the resource's document.")
        var resource: String

        @Option(help: "The file with the related resources, as under 'related' in a test.")
        var related: String?

        @Option(help: "The file with the event (a CloudTrail record) to judge by.")
        var event: String?

        @Option(help: "The environment of the account; without it, unclassified.")
        var environment: String?

        @Option(help: "The account's id.")
        var account = "111122223333"

        @Option(help: "A region that the account has enabled; may be given several times.")
        var region: [String] = []

        @Option(help: "The time to judge at, such as 2026-01-03T10:00:00Z; default: now.")
        var now: String?

        @OptionGroup var named: Named

        func run() throws {
            let guardrail = try named.find(name)
            let account = Account(id: account, name: "example", environment: environment)
            let verdict = try guardrail.examine(
                try example(resource),
                related: try related.map(example),
                event: try event.map(example),
                account: account,
                regions: region.isEmpty ? ["us-east-1"] : region,
                estate: try estate(account),
                now: try time()
            )
            try report(verdict)
        }

        /// With the networks and partners of parapet.yaml, where there is one.
        private func estate(_ account: Account) throws -> Estate {
            let wiring = Wiring()
            guard wiring.hasConfiguration else { return Estate(accounts: [account]) }
            let configuration = try wiring.configuration()
            return Estate(
                accounts: [account],
                knownNetworks: configuration.knownNetworks,
                partners: configuration.partners
            )
        }

        private func time() throws -> Timestamp {
            guard let now else { return .now() }
            guard let time = Timestamp(now) else {
                throw ValidationError("'\(now)' is not a time such as 2026-01-03T10:00:00Z")
            }
            return time
        }

        private func example(_ file: String) throws -> Guardrail.Example {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw Failure(
                    "PAR-DOC-08 \(file) cannot be read as UTF-8 text",
                    hint: "check its name and its permissions"
                )
            }
            return Guardrail.Example(text: text, file: file)
        }

        private func report(_ verdict: Verdict) throws {
            switch verdict.outcome {
            case .notJudged:
                print("not judged: a filter, its mode or its triggers leave this out")
            case .unknown(let because):
                print("unknown")
                say(because)
                throw ExitCode.incomplete
            case .judged(let parts) where parts.isEmpty:
                print("passes")
            case .judged(let parts):
                for part in parts {
                    let word = part.isUnknown ? "unknown" : "violates"
                    print(part.key.isEmpty ? word : "\(word): \(part.key)")
                    say(part.because)
                }
                if case .byTag(let owner) = verdict.exception {
                    print("its tags ask for an exception" + (owner.map { ", owner \($0)" } ?? ""))
                }
                throw parts.contains { !$0.isUnknown } ? ExitCode.findings : .incomplete
            }
        }

        private func say(_ because: [Because]) {
            for reason in because { print("  \(reason.text)  (\(reason.path))") }
        }
    }
}
