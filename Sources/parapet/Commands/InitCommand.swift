import ArgumentParser
import Foundation
import Guardrails

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a starter parapet.yaml.",
        discussion: "Example:\n  parapet init\n  parapet init --output /etc/parapet/parapet.yaml"
    )

    @Option(help: "The file to write; never one that is there already.")
    var output = "parapet.yaml"

    func run() throws {
        guard !FileManager.default.fileExists(atPath: output) else {
            throw Failure(
                "PAR-CFG-07 \(output) is there already",
                hint: "name another file with --output"
            )
        }
        _ = try Configuration(yaml: Self.starter, file: output)
        do {
            try Self.starter.write(toFile: output, atomically: true, encoding: .utf8)
        } catch {
            throw Failure(
                "PAR-CFG-09 \(output) cannot be written",
                hint: "name a file in a folder that is there and that you may write to",
                exitCode: .failure
            )
        }
        Output.line(
            """
            Wrote \(output). Next: set the roles, then name your accounts or keep discovery; \
            'parapet config check' says what is still to do.
            """
        )
    }

    static let starter = """
        # Which accounts Parapet guards, and by which roles. Every key: ops/docs/operating.md.

        # Discover all accounts through AWS Organizations, with the caller's own credentials.
        organization: { exclude: [] }

        # And/or name them; what stands here wins over what was discovered.
        # accounts:
        #   - { id: "222222222222", name: shop-prod, environment: prod, regions: [us-east-1] }

        # The role that is assumed in every account, and the external id that its trust asks for.
        roles: { audit: ParapetAudit, external-id: "change-me" }

        # The regions that each account has enabled, or a list of your own.
        regions: all

        # What makes an account prod, staging or dev, without regard to case. An account without one
        # is only observed, and sweeps say so; unclassified: allow makes that fine.
        environments:
          prod: { tags: { environment: prod }, units: [Production], names: ["*-prod"] }
          staging: { tags: { environment: staging }, names: ["*-staging"] }
          dev: { tags: { environment: dev }, names: ["*-dev"] }

        # Your offices' networks on the internet, and account ids that are not yours but known.
        networks: { known: [] }
        partners: []

        # Where AWS's events come in, for answers within a second: ops/docs/events.md.
        # events:
        #   queues:
        #     - url: "https://sqs.us-east-1.amazonaws.com/111111111111/parapet-events"
        #       region: us-east-1
        # Who is told, and how; secrets are elsewhere. Every type: ops/docs/channels.md.
        # channels: { "#cloud-security": { type: slack, url: { env: SLACK_URL } } }
        # owners: { last-resort: "#cloud-security" }

        """
}
