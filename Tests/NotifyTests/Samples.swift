import AWS
import Document
import Foundation
import Guardrails
import Platform
import Records
import Rehearsal
import Testing

@testable import Notify

enum Samples {
    static let account = "200000000013"
    static let now = Timestamp("2026-01-02T03:04:05Z") ?? .epoch

    static func finding(
        _ status: Finding.Status = .open,
        account: String = Self.account,
        region: String = "eu-central-1",
        id: String = "f-1"
    ) throws -> FindingRecord {
        try FindingRecord([
            "id": .string(id), "guardrail": "ssh-open-to-the-world",
            "title": "SSH is open to the whole internet", "education": "Use Session Manager.",
            "status": .string(status.rawValue), "unverified": false, "severity": "high",
            "account": .string(account), "environment": "prod", "region": .string(region),
            "resource": [
                "type": "ec2.security-group", "id": "sg-1",
                "arn": .string("arn:aws:ec2:\(region):\(account):security-group/sg-1"),
                "name": "web <b>",
            ],
            "part": "tcp/22-22/0.0.0.0/0", "reason": .null, "exception": .null,
            "because": [["text": "tcp 22 from 0.0.0.0/0", "path": "ingress[0]"]],
            "first_seen": "2026-01-01T00:00:00Z", "changed": "2026-01-01T00:00:00Z",
        ])
    }

    static func parcel(
        key: String = "n-1",
        thread: String = "owner/ssh/200000000013",
        subject: String = "SSH is open: web",
        text: String = "web <b> & co: tcp 22 from 0.0.0.0/0",
        blocks: JSON = [["type": "section", "text": ["type": "mrkdwn", "text": "*SSH*"]]],
        json: JSON? = nil,
        findings: [FindingRecord] = []
    ) -> Parcel {
        Parcel(
            key: key,
            thread: thread,
            subject: subject,
            text: text,
            html: "<!doctype html><p>web &lt;b&gt;</p>",
            blocks: blocks,
            json: json ?? ["key": .string(key), "subject": .string(subject)],
            severity: .high,
            findings: findings
        )
    }

    static let secret = "SECRET-of-the-channel"

    /// A channel as parapet.yaml has it; `$SECRET` names a variable that is set.
    static func channel(
        _ yaml: String,
        sessions: Sessions? = nil,
        roles: Configuration.Roles = .init(),
        caFile: String? = nil,
        secrets: SecretReader? = nil,
        timeoutMilliseconds: Int = 300_000
    ) throws -> any Channel {
        let configuration = try Configuration(
            yaml: "organization: {}\nroles: { external-id: long-enough-to-pass }\n"
                + "channels: { c: \(yaml) }",
            file: "p.yaml"
        )
        let services = ChannelServices(
            http: HTTPClient(),
            mailer: Mailer(trust: caFile.map { .file($0) } ?? .ofSystem),
            sessions: sessions,
            roles: roles,
            secrets: secrets
                ?? SecretReader(environment: ["S": secret], sessions: sessions) { _ in nil },
            timeoutMilliseconds: timeoutMilliseconds,
            clock: { now }
        )
        return Channels.channel(try #require(configuration.channels.first), services)
    }

    static func answer(
        _ status: Int,
        _ body: String = "",
        headers: String = ""
    ) -> [LoopbackServer.Step] {
        [
            .send(
                "HTTP/1.1 \(status) X\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        ]
    }

    /// `PARAPET_GOLDEN=write swift test --filter NotifyTests` writes them anew.
    static func expect(
        _ text: String,
        asIn name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = URL(filePath: Repository.folder)
            .appending(path: "Tests/NotifyTests/Golden/\(name).txt")
        let text =
            text.split(separator: "\r\n", omittingEmptySubsequences: false)
            .joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["PARAPET_GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(text == golden, "\(name)", sourceLocation: sourceLocation)
    }

    /// Runs Python over a document and answers what it printed.
    static func python(_ script: String, _ input: JSON) async throws -> String {
        let program = try Program(
            try #require(StandIn.python),
            ["-c", script, input.text],
            environment: [:]
        )
        let status = await program.wait()
        #expect(status == 0, "\(program.error)")
        return program.output
    }
}

/// Requests as a server got them.
final class Received: Sendable {
    private let kept = Lock<[String]>([])

    var all: [String] { kept.withLock { $0 } }

    func add(_ request: String) { kept.withLock { $0.append(request) } }

    /// Without the port, which is another each time.
    func golden(_ server: LoopbackServer) -> String {
        all.joined(separator: "\n\n").replacing(":\(server.port)", with: ":PORT")
    }
}
