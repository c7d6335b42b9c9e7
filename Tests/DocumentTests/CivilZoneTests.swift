import Foundation
import Rehearsal
import Testing

@testable import Document

@Suite struct CivilZoneTests {
    private static func zone(_ name: String) throws -> CivilZone {
        try #require(CivilZone.named(name), "tzdata has \(name)")
    }

    private static func seconds(_ text: String) throws -> Int64 {
        try #require(Timestamp(text)).seconds
    }

    /// The second before clocks change, and the second that they do.
    @Test(arguments: [
        ("Europe/Zurich", "2026-03-29T01:00:00Z", 3600, 7200),
        ("Europe/Zurich", "2026-10-25T01:00:00Z", 7200, 3600),
        // By the rule for all years to come.
        ("Europe/Zurich", "2080-03-31T01:00:00Z", 3600, 7200),
        ("America/New_York", "2026-03-08T07:00:00Z", -18000, -14400),
        ("America/New_York", "2026-11-01T06:00:00Z", -14400, -18000),
        // Half an hour, on the southern half.
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 39600, 37800),
        ("Australia/Lord_Howe", "2040-10-06T15:30:00Z", 37800, 39600),
        // Winter is what is saved.
        ("Europe/Dublin", "2060-03-28T01:00:00Z", 0, 3600),
        // On a day that was left out.
        ("Pacific/Apia", "2011-12-30T10:00:00Z", -36000, 50400),
    ])
    func clocksChangeWhenTheyDo(name: String, at: String, before: Int64, after: Int64) throws {
        let zone = try Self.zone(name)
        let moment = try Self.seconds(at)
        #expect(zone.offsetSeconds(at: moment - 1) == before)
        #expect(zone.offsetSeconds(at: moment) == after)
        #expect(zone.changes(after: moment - 1, through: moment) == [moment])
        #expect(zone.changes(after: moment, through: moment + 3600) == [])
    }

    @Test func utcIsThereAndStands() {
        #expect(CivilZone.named("UTC") == .utc && CivilZone.utc.offsetSeconds(at: 1 << 40) == 0)
    }

    @Test(arguments: [
        "", "Europe", "Europe/Zurych", "/etc/passwd", "../zoneinfo/UTC", "Europe/../UTC",
        "Europe//Zurich", "zone.tab", "tzdata.zi", "europe/zurich",
    ])
    func whatIsNoZoneIsNone(name: String) { #expect(CivilZone.named(name) == nil) }

    /// Every zone of a place, from the first railways' clocks to a century from now, as the C library
    /// reads the same files.
    @Test func allZonesAreWhatTheSystemSays() throws {
        let table = try String(contentsOfFile: "/usr/share/zoneinfo/tzdata.zi", encoding: .utf8)
        let names = table.split(separator: "\n").filter { $0.hasPrefix("Z ") }
            .compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
            .filter { $0.contains("/") }
        #expect(names.count > 200)
        let moments = (0..<200).map { _ in Int64.random(in: -4_000_000_000...5_000_000_000) }
        for name in names.shuffled().prefix(Trials.of(names.count)) {
            let zone = try Self.zone(name)
            #expect(moments.map(zone.offsetSeconds) == (try Self.system(name, moments)), "\(name)")
        }
    }

    private static func system(_ name: String, _ moments: [Int64]) throws -> [Int64] {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try moments.map { "@\($0)" }.joined(separator: "\n")
            .write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/date")
        process.arguments = ["-f", file.path, "+%::z"]
        process.environment = ["TZ": name, "LC_ALL": "C"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
            let parts = line.dropFirst().split(separator: ":").compactMap { Int64($0) }
            let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
            return line.first == "-" ? -seconds : seconds
        }
    }

    /// A file that was cut off or spoilt is none, or another zone; never a crash.
    @Test func aSpoiltFileIsRefused() throws {
        let file = URL(filePath: "/usr/share/zoneinfo/Europe/Zurich")
        let bytes = [UInt8](try Data(contentsOf: file))
        #expect(CivilZone(name: "z", tzif: bytes) != nil)
        for length in 0..<bytes.count {
            #expect(CivilZone(name: "z", tzif: Array(bytes[..<length])) == nil, "\(length)")
        }
        for _ in 0..<5000 {
            var spoilt = bytes
            for _ in 0..<3 { spoilt[Int.random(in: 0..<spoilt.count)] = .random(in: 0...255) }
            _ = CivilZone(name: "z", tzif: spoilt)?.offsetSeconds(at: 1_800_000_000)
        }
    }

    @Test(arguments: [
        ("UTC0", "2026-07-01T00:00:00Z", 0), ("<+0330>-3:30", "2026-07-01T00:00:00Z", 12600),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-07-01T00:00:00Z", -14400),
        ("EST5EDT4,0/0,J365/25", "2026-01-15T00:00:00Z", -14400),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-07-01T00:00:00Z", -3600),
        ("AAA3BBB,J60,J61", "2024-03-01T12:00:00Z", -7200),
        ("AAA3BBB,59,60", "2024-02-29T12:00:00Z", -7200),
    ])
    func rulesAreRead(text: String, at: String, offset: Int64) throws {
        let rule = try #require(CivilZoneRule(text))
        #expect(rule.offsetSeconds(at: try Self.seconds(at)) == offset)
    }

    @Test(arguments: [
        "", "C1", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J1", "CET-1 ",
        "CET-1CEST,M3.5.0,M10.5.0/3,", "<+01-1", "CET-168", "CET-1:60",
    ])
    func whatIsNoRuleIsRefused(text: String) { #expect(CivilZoneRule(text) == nil) }
}
