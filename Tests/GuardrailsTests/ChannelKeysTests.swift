import Document
import Testing

@testable import Guardrails

/// The keys of parapet.yaml that say who is told, where and when.
@Suite struct ChannelKeysTests {
    private static func configuration(_ yaml: String) throws(Problems) -> Configuration {
        try Configuration(
            yaml: """
                organization: {}
                roles: { external-id: long-enough-to-pass, notify: ParapetNotify }
                \(yaml)
                """,
            file: "p.yaml"
        )
    }

    private static let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-Ab12Cd"

    private static let everyType = """
        channels:
          "#shop": { type: slack, url: { env: SHOP }, audience: one, per-hour: 5 }
          hook: { type: webhook, url: "https://example.com/in", secret: { file: /run/k },
                  allow: [hooks.internal, 10.1.0.0/16, 10.2.3.4, "fd00::/8"] }
          mail: { type: smtp, host: mail.example.com, port: 465, user: parapet,
                  password: { secret: "\(arn)" }, from: parapet@example.com, to: [a@example.com] }
          relay: { type: smtp, host: 127.0.0.1, from: p@example.com, to: b@example.com }
          topic: { type: sns, topic: "arn:aws:sns:eu-west-1:111122223333:parapet" }
          bus: { type: eventbridge, bus: default, region: us-east-1 }
          hub: { type: security-hub }
          one-hub: { type: security-hub, account: hub, region: eu-west-1 }
          their-hub: { type: security-hub, account: "111122223333" }
          jira: { type: tickets, url: "https://jira.example.com", user: me, token: { env: T },
                  project: SEC, issue-type: Bug }
        """

    @Test func everyTypeIsRead() throws {
        let read = try Self.configuration(Self.everyType)
        #expect(read.roles.notify == "ParapetNotify" && read.warnings == [])
        let kinds = Dictionary(
            uniqueKeysWithValues: read.channels.map { ($0.name.name, $0.kind) }
        )
        #expect(kinds["#shop"] == .slack(url: .env("SHOP")))
        #expect(
            kinds["hook"] == .webhook(url: "https://example.com/in", secret: .file("/run/k"))
        )
        var mail = Configuration.Channel.Mail(
            host: "mail.example.com",
            from: "parapet@example.com",
            to: ["a@example.com"]
        )
        (mail.port, mail.user, mail.password) = (465, "parapet", .secret(Self.arn))
        #expect(kinds["mail"] == .smtp(mail))
        #expect(kinds["topic"] == .sns(topic: "arn:aws:sns:eu-west-1:111122223333:parapet"))
        #expect(kinds["bus"] == .eventbridge(bus: "default"))
        #expect(kinds["hub"] == .securityHub(.each))
        #expect(kinds["one-hub"] == .securityHub(.hub(account: nil)))
        #expect(kinds["their-hub"] == .securityHub(.hub(account: "111122223333")))
        var tickets = Configuration.Channel.Tickets(
            url: "https://jira.example.com",
            token: .env("T"),
            project: "SEC"
        )
        (tickets.user, tickets.issueType) = ("me", "Bug")
        #expect(kinds["jira"] == .tickets(tickets))
        #expect(
            read.channels.compactMap(\.region).map(\.name)
                == ["eu-west-1", "us-east-1", "eu-west-1"]
        )
        let hook = try #require(read.channel("hook"))
        #expect(hook.audience == .many && hook.perHour == 30)
        #expect(hook.secrets == [.file("/run/k")])
        #expect(
            hook.allow == [
                .host("hooks.internal"), .network(try #require(Network("10.1.0.0/16"))),
                .network(try #require(Network("10.2.3.4/32"))),
                .network(try #require(Network("fd00::/8"))),
            ]
        )
        let shop = try #require(read.channel("#shop"))
        #expect(shop.audience == .one && shop.perHour == 5)
    }

    @Test func ownersDigestsAndQuietHoursAreRead() throws {
        let read = try Self.configuration(
            """
            channels: { a: { type: security-hub }, b: { type: security-hub } }
            owners: { accounts: { "shop-*": a, "111122223333": b }, last-resort: b }
            digest: { high: hourly, low: weekly, medium: never }
            quiet: { from: "20:00", to: "07:00", zone: UTC }
            retention: { notices: 30d }
            """
        )
        #expect(read.channel(ofAccount: "1", name: "shop-prod")?.name.name == "a")
        #expect(read.channel(ofAccount: "111122223333", name: "x")?.name.name == "b")
        #expect(read.channel(ofAccount: "1", name: "x") == nil)
        #expect(read.owners.lastResort?.name == "b" && read.retention.noticeDays == 30)
        #expect(read.digests == [.high: .hourly, .low: .weekly, .medium: .never])
        let quiet = try #require(read.quiet)
        let evening = try #require(Timestamp("2026-01-01T21:00:00Z"))
        let morning = try #require(Timestamp("2026-01-02T07:00:00Z"))
        #expect(quiet.opening(of: .high, at: evening) == morning)
        #expect(quiet.opening(of: nil, at: evening) == morning)
        #expect(quiet.opening(of: .critical, at: evening) == evening)
        #expect(quiet.opening(of: .high, at: morning) == morning)
    }

    /// Quiet until or from midnight, whichever way that is written, and over the middle of a day.
    @Test(arguments: [
        ("22:00", "24:00", "23:00", "00:00"), ("22:00", "00:00", "23:00", "00:00"),
        ("00:00", "06:00", "05:59", "06:00"), ("12:00", "13:00", "12:30", "13:00"),
    ]) func quietHoursEndWhenTheySay(from: String, to: String, at: String, ends: String) throws {
        let read = try Self.configuration("quiet: { from: '\(from)', to: '\(to)', zone: UTC }")
        let now = try #require(Timestamp("2026-01-01T\(at):00Z"))
        let end = try #require(read.quiet).opening(of: .high, at: now)
        #expect(end.rfc3339.contains("T\(ends):00"), "\(end.rfc3339)")
    }

    private static let refused = [
        ("c: { type: slack, url: 'https://hooks.slack.com/x' }", "a secret is not written here"),
        ("c: { type: slack }", "PAR-CFG-04 the key 'url' is missing"),
        ("c: { type: slak }", "did you mean 'slack'?"),
        ("c: { url: x }", "PAR-CFG-04 the key 'type' is missing"),
        ("c: slack", "PAR-CFG-03 expected a mapping"),
        ("owner: { type: security-hub }", "a channel cannot be called 'owner'"),
        ("'a b': { type: security-hub }", "'a b' is not a channel's name"),
        ("c: { type: security-hub, audience: all }", "'all' is none of one, many"),
        ("c: { type: security-hub, per-hour: 0 }", "at least one message an hour"),
        ("c: { type: security-hub, allow: [a] }", "PAR-CFG-02 unknown key 'allow'"),
        ("c: { type: security-hub, region: eu-west-1 }", "'region' goes with 'account'"),
        ("c: { type: security-hub, account: x }", "'x' is not an account id"),
        ("c: { type: sns, topic: parapet }", "'parapet' is not an ARN of sns"),
        (
            "c: { type: sns, topic: 'arn:aws:sns:eu-west-1:111122223333:t', region: us-east-1 }",
            "is in eu-west-1 | hint: leave 'region' out"
        ),
        ("c: { type: eventbridge, bus: 'a b' }", "'a b' is not an event bus"),
        (
            "c: { type: webhook, url: 'http://example.com', secret: { env: S } }",
            "http is spoken on this machine only"
        ),
        (
            "c: { type: webhook, url: 'http://127.0.0.1.example.com', secret: { env: S } }",
            "http is spoken on this machine only"
        ),
        (
            "c: { type: webhook, url: 'https://me:pw@example.com', secret: { env: S } }",
            "a URL has no user and password"
        ),
        ("c: { type: webhook, url: 'ftp://example.com', secret: { env: S } }", "not a URL"),
        ("c: { type: webhook, url: 'https://a/', secret: { env: S, file: F } }", "in one place"),
        ("c: { type: webhook, url: 'https://a/', secret: { vault: S } }", "unknown key 'vault'"),
        ("c: { type: webhook, url: 'https://a/', secret: { secret: S } }", "not an ARN"),
        (
            "c: { type: webhook, url: 'https://a/', secret: { env: S }, allow: ['a/b'] }",
            "'a/b' is not a host or a network"
        ),
        (
            "c: { type: smtp, host: 'a b', from: a@b.c, to: a@b.c }",
            "'a b' is not a host's name or address"
        ),
        ("c: { type: smtp, host: h, from: a, to: a@b.c }", "'a' is not a mail address"),
        (
            #"c: { type: smtp, host: h, from: a@b.c, to: "a@b.c\r\nRCPT TO:<x@y.z>" }"#,
            "is not a mail address"
        ),
        ("c: { type: smtp, host: h, from: a@b.c, to: [] }", "nobody is named"),
        ("c: { type: smtp, host: h, from: a@b.c, to: a@b.c, port: 0 }", "0 is not a port"),
        (
            "c: { type: smtp, host: h, from: a@b.c, to: a@b.c, user: u }",
            "'user' and 'password' go together"
        ),
        (
            "c: { type: tickets, url: 'https://j/', token: { env: T }, project: 'a\" OR' }",
            "is not a project's key"
        ),
    ]

    @Test(arguments: refused)
    func whatCannotBeIsSaid(channel: String, message: String) {
        do throws(Problems) {
            _ = try Self.configuration("channels: { \(channel) }")
            Issue.record("read: \(channel)")
        } catch {
            #expect(error.description.contains(message), "\(error)")
        }
    }

    /// Who wrote one by mistake does not want to read it in a log.
    @Test(arguments: [
        "c: { type: slack, url: SECRET-VALUE }",
        "c: { type: webhook, url: 'https://a/', secret: [SECRET-VALUE] }",
        "c: { type: tickets, url: 'https://j/', token: 'SECRET-VALUE', project: AB }",
    ]) func aSecretThatIsWrittenDownIsNotRepeated(channel: String) {
        let problems = #expect(throws: Problems.self) {
            try Self.configuration("channels: { \(channel) }")
        }
        #expect(problems?.description.contains("{ env: NAME }") == true)
        #expect(problems?.description.contains("SECRET-VALUE") == false)
    }

    @Test(arguments: [
        ("owners: { last-resort: shp }", "there is no channel 'shp' | hint: did you mean 'shop'?"),
        ("owners: { accounts: { x: nowhere } }", "there is no channel 'nowhere'"),
        ("owners: { accounts: { '': shop } }", "an empty pattern fits no account"),
        ("digest: { urgent: hourly }", "'urgent' is none of"),
        ("digest: { high: fortnightly }", "'fortnightly' is none of never, hourly"),
        ("quiet: { from: '20:00', to: '07:00' }", "the key 'zone' is missing"),
        ("quiet: { from: '20:00', to: '20:00', zone: UTC }", "is all day or never"),
        ("quiet: { from: '8pm', to: '07:00', zone: UTC }", "is not hours"),
        ("quiet: { from: '20:00', to: '07:00', zone: CEST }", "no time zone 'CEST'"),
        ("retention: { notices: 1h }", "at least a day must be kept"),
    ]) func whatNobodyKnowsIsSaid(keys: String, message: String) {
        do throws(Problems) {
            _ = try Self.configuration("channels: { shop: { type: security-hub } }\n\(keys)")
            Issue.record("read: \(keys)")
        } catch {
            #expect(error.description.contains(message), "\(error)")
        }
    }

    /// Before there is any channel nobody is told, and a guardrail that we ship may name one.
    @Test func aGuardrailTellsAChannelThatThereIs() throws {
        let guardrail = try ActionUseTests.load("[{ do: notify, to: [owner, '#shp', '#shop'] }]")
        #expect(Configuration().channelProblems(among: [guardrail]) == [])
        let read = try Self.configuration("channels: { '#shop': { type: security-hub } }")
        #expect(
            read.channelProblems(among: [guardrail]).map(\.description) == [
                "\(guardrail.actions[0].place.file):7:11: PAR-NOT-01 g tells '#shp', and there is no"
                    + " such channel | hint: did you mean '#shop'?"
            ]
        )
    }
}
