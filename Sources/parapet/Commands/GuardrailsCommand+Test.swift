import AWS
import ArgumentParser
import CEL
import Document
import Foundation
import Guardrails
import Platform

extension GuardrailsCommand {
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge documents and say why.",
            discussion: """
                The document is written as in a guardrail's tests, or is what 'parapet collect \
                --format json' prints: one resource, or all. Known networks and partners are those \
                of $PARAPET_CONFIG, where it is there. Exit code 3: one violates; 4: unknown.

                Example:
                  parapet guardrails test s3-public-bucket --resource bucket.json
                  parapet collect s3.bucket --account 222222222222 --format json |
                    parapet guardrails test s3-public-bucket --resource -
                  parapet guardrails test ec2-instance-power-user-role \\
                    --resource instance.json --related roles.json
                """
        )

        @Argument(help: "The guardrail's name.")
        var name: String

        @Option(
            help: "The file with the resource's document, or those of several; -: standard input."
        )
        var resource: String

        @Option(help: "The file with the related resources, as under 'related' in a test.")
        var related: String?

        @Option(help: "The file with the event (a CloudTrail record) to judge by.")
        var event: String?

        @Option(
            help: """
                The environment of the account; without it, the first that the guardrail's filters \
                name, else unclassified.
                """
        )
        var environment: String?

        @Option(help: "The account's id.")
        var account = "111122223333"

        @Option(help: "A region that the account has enabled; may be given several times.")
        var region: [String] = []

        @Option(help: "The time to judge at, such as 2026-01-03T10:00:00Z; default: now.")
        var now: String?

        @OptionGroup var named: Named

        func validate() throws {
            for region in region where !Catalogue.aws.regions.contains(region) {
                let near = Suggestion.nearest(to: region, in: Catalogue.aws.regions)
                throw ValidationError(
                    "there is no region '\(region)'"
                        + (near.map { "; did you mean '\($0)'?" } ?? "")
                )
            }
        }

        func run() throws {
            let guardrail = try named.find(name, running: true)
            let account = Account(
                id: account,
                name: "example",
                environment: environment ?? guardrail.filters.environments.first
            )
            let verdicts = try guardrail.examine(
                try example(resource),
                related: try related.map(example),
                event: try event.map(example),
                account: account,
                regions: region.isEmpty ? ["us-east-1"] : region,
                estate: try estate(account),
                now: try time()
            )
            try report(verdicts)
        }

        /// The exit code of several is that of the worst.
        private func report(_ verdicts: [Verdict]) throws {
            var codes: [ExitCode] = []
            for verdict in verdicts {
                if verdicts.count > 1 { Output.line("\(verdict.resource.id):") }
                codes += [report(verdict)].compactMap(\.self)
            }
            if let code = codes.first(where: { $0 == .findings }) ?? codes.first { throw code }
        }

        /// With the networks and partners of parapet.yaml, where there is one.
        private func estate(_ account: Account) throws -> Estate {
            let wiring = Wiring()
            guard wiring.hasConfiguration else { return Estate(accounts: [account]) }
            let configuration = try wiring.configuration()
            let known = configuration.environments.map(\.name)
            if let environment, !known.contains(environment) {
                throw Failure(
                    "PAR-CFG-05 environment '\(environment)' is not declared in"
                        + " \(wiring.configurationFile)",
                    hint: Suggestion.nearest(to: environment, in: known)
                        .map { "did you mean '\($0)'?" } ?? "add it under 'environments'"
                )
            }
            return Estate(
                accounts: [account],
                excluded: (configuration.organization?.excluded ?? []).sorted(),
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
            try Guardrail.Example(readFrom: file)
        }

        /// Nil where it passes or is not judged.
        private func report(_ verdict: Verdict) -> ExitCode? {
            switch verdict.outcome {
            case .notJudged:
                Output.line("not judged: a filter, its mode or its triggers leave this out")
            case .unknown(let because):
                Output.line("unknown")
                say(because)
                return .incomplete
            case .judged(let parts) where parts.isEmpty:
                Output.line("passes")
            case .judged(let parts):
                for part in parts {
                    let word = part.isUnknown ? "unknown" : "violates"
                    Output.line(part.key.isEmpty ? word : "\(word): \(part.key)")
                    say(part.because)
                }
                if case .byTag(let owner) = verdict.exception {
                    Output.line(
                        "its tags ask for an exception" + (owner.map { ", owner \($0)" } ?? "")
                    )
                }
                return parts.contains { !$0.isUnknown } ? .findings : .incomplete
            }
            return nil
        }

        private func say(_ because: [Because]) {
            for reason in because { Output.line("  \(reason.text)  (\(reason.path))") }
        }
    }
}

extension Guardrail.Example {
    /// - Parameter file: `-` stands for the standard input.
    init(readFrom file: String) throws {
        let text = try TextFile.read(file, code: "PAR-DOC-08")
        self.init(text: text, file: file == "-" ? "standard input" : file)
    }
}
