import Document
import Guardrails
import Records
import Testing

@testable import parapet

/// Formats write row by row what they would write of all rows at once.
@Suite struct RowFormatTests {
    private static func finding(
        _ number: Int,
        guardrail: String = "g",
        status: String = "open",
        resource: String? = nil,
        arn: String? = nil,
        region: String = "eu-west-1"
    ) throws -> FindingRecord {
        let id: JSON = .string(resource ?? "b-\(number)")
        return try FindingRecord([
            "id": .string("f-\(number)"), "guardrail": .string(guardrail), "title": "It is []",
            "education": "Close it.\n\nOr ask \"security\".",
            "frameworks": [
                ["framework": "cis-5.0", "control": "5.3", "partly": .null],
                ["framework": "cis-5.0", "control": "5.4", "partly": "IPv4 only"],
            ],
            "status": .string(status), "unverified": false, "severity": "high",
            "account": "111122223333", "environment": .null, "region": .string(region),
            "resource": ["type": "s3.bucket", "id": id, "arn": .optional(arn), "name": .null],
            "part": "", "because": [["text": "it is \"open\", wide", "path": "p"]],
            "exception": status == "excepted"
                ? [
                    "source": "e-1", "owner": "eva", "from": "2026-01-01T00:00:00Z",
                    "until": "2026-02-01T00:00:00Z",
                ] : .null,
            "reason": status == "excepted" ? "exception e-1" : .null,
            "first_seen": "2026-01-01T00:00:00Z", "changed": "2026-01-02T00:00:00Z",
        ])
    }

    private static func text(
        _ format: any FindingFormat.Type,
        _ findings: [FindingRecord],
        columns: [FindingColumn]? = nil,
        isWide: Bool = false,
        width: Int? = nil
    ) -> String {
        var listing = FindingListing(
            time: Timestamp("2026-01-03T00:00:00Z") ?? .now(),
            columns: columns,
            isWide: isWide,
            width: width
        )
        if format.reading != .once { findings.forEach { listing.tally.add($0) } }
        final class Output { var text = "" }
        let output = Output()
        var writer = format.init(listing, write: { output.text += $0 })
        writer.begin()
        for finding in findings { writer.row(finding) }
        writer.end()
        return output.text
    }

    private static func some() throws -> [FindingRecord] {
        [
            try finding(1), try finding(2, status: "excepted"), try finding(3, guardrail: "h"),
            try finding(4, guardrail: "h", status: "resolved"),
            try finding(5, guardrail: "h", status: "unknown"),
            try finding(6, guardrail: "i", status: "resolved"),
        ]
    }

    /// What is JSON is laid out as if it were written whole, however many rows there are.
    @Test(arguments: ["json", "ocsf", "asff", "sarif"], 0...6)
    func jsonIsLaidOutAsAWhole(name: String, count: Int) throws {
        let format = try #require(FindingFormatChoice(argument: name)).format
        let findings = Array(try Self.some().prefix(count))
        let text = Self.text(format, findings)
        let json = try JSON.parse(text)
        #expect(text == json.prettyText + "\n")
        let rows = json["runs"]?.array?.first?["results"]?.array ?? json.array
        let left: Finding.Status? = ["sarif": .resolved, "asff": .unknown][name]
        let shown = findings.filter { $0.status != left }
        #expect(rows?.count == shown.count)
        if name == "json" { #expect(json == .array(findings.map(\.json))) }
    }

    /// Every partition has its own; most accounts are in `aws`.
    @Test(arguments: [
        (nil, "us-gov-west-1", "aws-us-gov", "us-gov-west-1"),
        ("arn:aws-cn:s3:::b", "global", "aws-cn", "cn-northwest-1"),
        (nil, "global", "aws", "us-east-1"), ("arn:aws:s3:::b", "eu-west-1", "aws", "eu-west-1"),
    ]) func findingsNameTheirPartition(
        arn: String?,
        region: String,
        partition: String,
        told: String
    ) throws {
        let finding = try Self.finding(1, arn: arn, region: region)
        let asff = try JSON.parse(Self.text(ASFFFormat.self, [finding])).array?.first
        let resource = asff?["Resources"]?.array?.first
        #expect(resource?["Partition"]?.string == partition)
        #expect(resource?["Region"]?.string == told)
        let product = asff?["ProductArn"]?.string
        #expect(product?.hasPrefix("arn:\(partition):securityhub:\(told):") == true)
        #expect(asff?["Description"] == "it is \"open\", wide")
        let ocsf = try JSON.parse(Self.text(OCSFFormat.self, [finding])).array?.first
        #expect(ocsf?["resources"]?.array?.first?["cloud_partition"]?.string == partition)
    }

    @Test func sarifNamesOnlyRulesWithResults() throws {
        let json = try JSON.parse(Self.text(SARIFFormat.self, try Self.some()))
        let run = json["runs"]?.array?.first
        #expect(run?["tool"]?["driver"]?["rules"]?.array?.map { $0["id"] } == ["g", "h"])
        #expect(run?["results"]?.array?.map { $0["ruleIndex"] } == [0, 0, 1, 1])
    }

    @Test func suitesSayBeforehandWhatIsInThem() throws {
        let lines = Self.text(JUnitFormat.self, try Self.some()).split(separator: "\n")
        #expect(lines.contains(#"<testsuites name="parapet" tests="6" failures="2">"#))
        let suite = #"  <testsuite name="h" tests="3" failures="1" errors="1" skipped="1" "#
        #expect(lines.contains { $0.hasPrefix(suite) })
        #expect(lines.count { $0 == "  </testsuite>" } == 3)
        #expect(Self.text(JUnitFormat.self, []).contains(#"tests="0" failures="0">"#))
    }

    /// The width of a column is that of the first rows; a wider cell later on moves its own line.
    @Test func aTableIsWrittenBeforeAllIsRead() throws {
        var findings = try (0..<1000).map { try Self.finding($0) }
        let short = Self.text(TableFormat.self, findings).split(separator: "\n")
        #expect(short.count == 1002 && short.last == "1000 findings")
        findings.append(try Self.finding(1000, resource: "a-bucket-with-a-long-name"))
        let long = Self.text(TableFormat.self, findings).split(separator: "\n")
        #expect(long.prefix(1001) == short.prefix(1001))
        #expect(long[1001].hasSuffix("a-bucket-with-a-long-name  -     it is \"open\", wide"))
        #expect(Self.text(TableFormat.self, []) == "no findings\n")
        #expect(Self.text(TableFormat.self, [try Self.finding(1)]).hasSuffix("\n1 finding\n"))
    }

    /// Two lines a finding where one would not fit, none longer than the terminal is wide.
    @Test func aNarrowTerminalGetsTwoLines() throws {
        let rows = [try Self.finding(1, resource: String(repeating: "long-", count: 30))]
        let lines = Self.text(TableFormat.self, rows, width: 80).split(separator: "\n")
        #expect(lines.count == 4 && lines.allSatisfy { $0.count <= 80 })
        #expect(lines[0] == "ID   SEVERITY  STATUS  AGE  ENVIRONMENT  GUARDRAIL")
        #expect(lines[1] == "f-1  high      open    2d   -            g")
        #expect(
            lines[2].hasPrefix("          111122223333 eu-west-1 long-") && lines[2].last == "…"
        )
        let elsewhere = Self.text(TableFormat.self, rows).split(separator: "\n")
        #expect(elsewhere.count == 3 && elsewhere[1].hasSuffix("it is \"open\", wide"))
        let wide = Self.text(TableFormat.self, rows, isWide: true, width: 80)
        #expect(wide.split(separator: "\n").count == 3 && wide.contains("EXCEPTION"))
    }

    @Test func columnsAreThoseThatWereNamed() throws {
        let columns = try FindingColumn.parse("id,first_seen, STATUS")
        let text = Self.text(TableFormat.self, [try Self.finding(1)], columns: columns)
        #expect(
            text.hasPrefix("ID   FIRST-SEEN            STATUS\nf-1  2026-01-01T00:00:00Z  open\n")
        )
        let mistake = #expect(throws: Failure.self) { try FindingColumn.parse("id,statsu") }
        #expect(mistake?.description.contains("did you mean 'status'?") == true)
    }

    @Test func whatIsExceptedLooksDifferent() {
        let open = coloured(.critical, .open, "x", if: true)
        let excepted = coloured(.critical, .excepted, "x", if: true)
        #expect(open != excepted && excepted == "\u{1b}[2mx\u{1b}[0m")
        #expect(coloured(.critical, .excepted, "x", if: false) == "x")
    }

    /// A resource's name may hold whatever AWS let somebody write.
    @Test func nothingSteersATerminal() throws {
        let name = "a\u{1b}[2J\u{9b}31m\u{202e}b\nc\u{7f}\td"
        let rows = [try Self.finding(1, resource: name)]
        for width in [nil, 60, 400] {
            let text = Self.text(TableFormat.self, rows, width: width)
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
            #expect(!text.unicodeScalars.contains { [0x7f, 0x9b, 0x202e].contains($0.value) })
            #expect(text.contains(#"a\u{1b}[2J"#))
        }
    }

    @Test func csvQuotesWhatItMust() throws {
        let text = Self.text(CSVFormat.self, [try Self.finding(1)])
        let lines = text.split(separator: "\n")
        #expect(try Document.CSV.parse(Array(text.utf8)).count == 1)
        #expect(lines[1].hasPrefix("f-1,g,open,false,high,111122223333,,eu-west-1,s3.bucket,b-1,"))
        #expect(lines[1].contains(#","it is ""open"", wide","#))
    }

    /// What a spreadsheet would run is text; everything else comes back as it was.
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("  =1", "'  =1"), ("\u{a0}=1", "'\u{a0}=1"),
        ("a=1", "a=1"), ("", ""), (" ", " "), ("a\nb", "a\nb"), ("a\r\nb", "a\r\nb"),
        (#"say "a", b"#, #"say "a", b"#), ("\"\u{301}", "\"\u{301}"), ("'=1", "'=1"),
    ])
    func csvHoldsNoFormula(text: String, read: String) throws {
        let lines = CSV.line(["a", "b"]) + "\n" + CSV.line([text, "x"]) + "\n"
        let back = try Document.CSV.parse(Array(lines.utf8))
        #expect(back == [["a": .string(read), "b": "x"]])
    }

    @Test func laterColumnsStandAtTheEnd() throws {
        let text = Self.text(CSVFormat.self, [try Self.finding(1, status: "excepted")])
        let rows = try Document.CSV.parse(Array(text.utf8))
        #expect(
            rows.first?.keys.suffix(7) == [
                "changed", "title", "education", "frameworks", "exception", "exception_owner",
                "exception_until",
            ]
        )
        #expect(rows.first?["education"] == "Close it.\n\nOr ask \"security\".")
        #expect(rows.first?["frameworks"] == "cis-5.0 5.3; cis-5.0 5.4 (partly: IPv4 only)")
        #expect(rows.first?["exception_until"] == "2026-02-01T00:00:00Z")
    }

    /// Every format carries what teaches: title, education, frameworks, exception.
    @Test(arguments: ["json", "csv", "ocsf", "asff", "sarif", "junit"])
    func everyFormatTeaches(name: String) throws {
        let format = try #require(FindingFormatChoice(argument: name)).format
        let text = Self.text(
            format,
            [try Self.finding(1), try Self.finding(2, status: "excepted")]
        )
        for word in ["It is []", "Close it.", "cis-5.0", "5.3", "IPv4 only", "e-1", "eva"] {
            #expect(text.contains(word) || (name == "asff" && word == "IPv4 only"), "\(word)")
        }
    }

    @Test func securityHubGetsNothingThatIsUnknownAndAccountsByItsOwnName() throws {
        let json = try JSON.parse(Self.text(ASFFFormat.self, try Self.some()))
        let states = json.array?.map { $0["Workflow"]?["Status"]?.string ?? "" }
        #expect(states == ["NEW", "SUPPRESSED", "NEW", "RESOLVED", "RESOLVED"])
        let compliance = try #require(json.array?.first?["Compliance"])
        #expect(compliance["RelatedRequirements"] == ["cis-5.0/5.3", "cis-5.0/5.4"])
        #expect(
            compliance["AssociatedStandards"] == [
                ["StandardsId": "standards/cis-aws-foundations-benchmark/v/5.0.0"]
            ]
        )
        var account = try Self.finding(1)
        account.resource = ResourceRecord(type: "aws.account", id: "111122223333")
        let listed = try JSON.parse(Self.text(ASFFFormat.self, [account]))
        #expect(
            listed.array?.first?["Resources"]?.array?.first?["Id"] == "AWS::::Account:111122223333"
        )
    }

    @Test func rulesOfSARIFHelp() throws {
        let json = try JSON.parse(Self.text(SARIFFormat.self, [try Self.finding(1)]))
        let rule = json["runs"]?.array?.first?["tool"]?["driver"]?["rules"]?.array?.first
        #expect(rule?["shortDescription"]?["text"] == "It is []")
        #expect(rule?["fullDescription"]?["text"] == "It is []. Close it. Or ask \"security\".")
        #expect(rule?["help"]?["text"] == "Close it.\n\nOr ask \"security\".")
    }

    @Test func everyFormatIsFoundByItsName() {
        for format in FindingFormats.all {
            #expect(FindingFormatChoice(argument: format.name)?.format == format)
        }
        #expect(FindingFormatChoice(argument: "xml") == nil)
        #expect(Set(FindingFormatChoice.allValueStrings).count == FindingFormats.all.count)
    }
}
