import Foundation
import Testing
import Yams

/// `compose/` as far as it can be held without an engine: what it promises, and what it needs.
@Suite struct ComposeTests {
    private typealias Keys = [String: Any]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../compose").standardizedFileURL

    private func text(_ name: String) throws -> String {
        try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    }

    /// By name, with what they take over from anchors.
    private func services() throws -> [String: Keys] {
        let file = try #require(try Yams.load(yaml: try text("compose.yaml")) as? Keys)
        let services = try #require(file["services"] as? Keys)
        return services.compactMapValues { $0 as? Keys }
    }

    private func environment(_ service: Keys) -> [String: String] {
        (service["environment"] as? Keys ?? [:]).compactMapValues { $0 as? String }
    }

    /// Each as a table of its long form.
    private func volumes(_ service: Keys) -> [Keys] {
        (service["volumes"] as? [Any] ?? []).compactMap { volume in
            if let keys = volume as? Keys { return keys }
            let parts = (volume as? String)?.split(separator: ":").map(String.init) ?? []
            guard parts.count >= 2 else { return nil }
            return ["source": parts[0], "target": parts[1]]
        }
    }

    /// The login that a service's URL names; nil where it has no URL.
    private func login(_ service: Keys) throws -> String? {
        guard let url = environment(service)["PARAPET_DATABASE_URL"] else { return nil }
        let found = try #require(
            url.wholeMatch(
                of:
                    #/postgres://([a-z]+)@database/parapet\?passfile=/run/parapet/pgpass&sslmode=disable/#
            ),
            "\(url)"
        )
        return String(found.output.1)
    }

    @Test func everyImageIsPinned() throws {
        for (name, service) in try services() where service["build"] == nil {
            let image = try #require(service["image"] as? String, "\(name)")
            #expect(image.contains(#/^[a-z]+:[0-9]+\.[0-9]+(\.[0-9]+)?-[a-z]+$/#), "\(image)")
        }
        var stages: Set<Substring> = []
        let dockerfile = try text("Dockerfile")
        for line in dockerfile.split(separator: "\n") where line.hasPrefix("FROM ") {
            let words = line.split(separator: " ")
            if !stages.contains(words[1]) {
                let pin = #/^[a-z]+:([0-9]+\.[0-9]+\.[0-9]+-[a-z]+|[a-z]+-[0-9]{8}(-slim)?)$/#
                #expect(words[1].contains(pin), "\(words[1])")
            }
            if words.count == 4 { stages.insert(words[3]) }
        }
        #expect(stages.count == 3)
        // That would be an image to pull.
        #expect(!dockerfile.contains("syntax="))
    }

    @Test func eachServiceHasALoginOfItsOwnAndItsPasswordAlone() throws {
        var logins: [String] = []
        for (name, service) in try services() {
            guard let login = try login(service) else { continue }
            logins.append(login)
            #expect(login == (name == "migrate" ? "owner" : name))
            let secrets = volumes(service).filter { $0["source"] as? String == "passwords" }
            #expect(secrets.count == 1, "\(name)")
            let mounted = secrets.first?["volume"] as? Keys
            #expect(mounted?["subpath"] as? String == login)
            #expect(secrets.first?["read_only"] as? Bool == true)
        }
        #expect(Set(logins).count == logins.count)
        let made = try text("passwords.sh").firstMatch(of: #/for login in ([a-z ]+); do/#)
        #expect(made?.output.1.split(separator: " ").map(String.init).sorted() == logins.sorted())
        let script = try text("logins.sh")
        let named = script.firstMatch(of: #/for name in ([a-z ]+); do/#)
        let people = named?.output.1.split(separator: " ").map(String.init) ?? []
        #expect((people + ["owner"]).sorted() == logins.sorted())
        #expect(script.contains("login nosuperuser nobypassrls"))
        for word in script.split(whereSeparator: { $0.isWhitespace }) {
            #expect(!["superuser", "bypassrls"].contains(word))
        }
    }

    @Test func noPasswordIsWrittenDown() throws {
        for (name, service) in try services() {
            for (key, value) in environment(service)
            where key.contains("PASSWORD") || key.contains("SECRET") {
                let isGiven = key.hasSuffix("_FILE") || value == "${\(key):-}"
                #expect(isGiven, "\(name): \(key)")
            }
        }
        for file in ["passwords.sh", "logins.sh", "Dockerfile"] {
            #expect(!(try text(file)).contains(#/(?i)password['"]?\s*[:=]\s*['"]?[a-z0-9]{4}/#))
        }
        #expect(try text("passwords.sh").contains("/dev/urandom"))
    }

    @Test func whatRunsForLongRunsWithoutRights() throws {
        let dockerfile = try text("Dockerfile")
        #expect(dockerfile.contains(#/\nUSER [1-9][0-9]+\n/#))
        for (name, service) in try services() {
            #expect(service["privileged"] == nil && service["ports"] == nil, "\(name)")
            guard service["build"] != nil else {
                // Those that make passwords and logins end at once.
                let isRoot = service["user"] as? String == "root"
                #expect(!isRoot || service["restart"] as? String == "no", "\(name)")
                continue
            }
            #expect(service["user"] == nil, "\(name)")
            #expect(service["read_only"] as? Bool == true, "\(name)")
            #expect(service["cap_drop"] as? [String] == ["ALL"], "\(name)")
            #expect(service["security_opt"] as? [String] == ["no-new-privileges:true"], "\(name)")
        }
        let passwords = try #require(try services()["passwords"])
        #expect(passwords["network_mode"] as? String == "none")
    }

    @Test func whoWaitsForAnotherWaitsForWhatItSays() throws {
        let services = try services()
        for (name, service) in services {
            for (other, wanted) in service["depends_on"] as? Keys ?? [:] {
                let there = try #require(services[other], "\(name) waits for \(other)")
                switch (wanted as? Keys)?["condition"] as? String {
                case "service_healthy": #expect(there["healthcheck"] != nil, "\(other)")
                case "service_completed_successfully":
                    #expect(there["restart"] as? String == "no", "\(other)")
                case let condition: Issue.record("\(name): \(condition ?? "no condition")")
                }
            }
        }
        // Those that end by themselves, or are started by people, are nobody's to watch.
        let lasting = services.filter {
            $0.value["restart"] as? String != "no" && $0.value["profiles"] == nil
        }
        #expect(
            lasting.keys.sorted() == ["coordinator", "database", "feed", "notifier", "worker"]
        )
        for (name, service) in lasting {
            let health = try #require(service["healthcheck"] as? Keys, "\(name)")
            #expect((health["test"] as? [String])?.count ?? 0 > 1)
        }
        #expect(services["worker"]?["stop_grace_period"] as? String == "120s")
    }

    /// But `parapet.yaml`, which its user writes, and the baselines beside it.
    @Test func whatIsMountedAndCopiedIsThere() throws {
        var sources: Set<String> = []
        for service in try services().values {
            for volume in volumes(service) {
                guard let source = volume["source"] as? String else { continue }
                let path = source.replacing(#/\$\{[A-Z_]+:-(.*)\}/#) { $0.output.1 }
                if path.hasPrefix(".") { sources.insert(path) }
            }
        }
        #expect(sources.isSuperset(of: ["./parapet.yaml", "./baselines"]))
        for source in sources.subtracting(["./parapet.yaml", "./baselines"]) {
            let file = Self.folder.appending(path: source)
            #expect(FileManager.default.fileExists(atPath: file.path), "\(source)")
        }
        let copy = #/\nCOPY ([A-Za-z.\/ ]+)/#
        for found in try text("Dockerfile").matches(of: copy) {
            for source in found.output.1.split(separator: " ").dropLast() {
                let file = Self.folder.appending(path: "../\(source)")
                #expect(FileManager.default.fileExists(atPath: file.path), "\(source)")
            }
        }
    }

    /// What is built against is what `ops/setup` installs.
    @Test func theImageBuildsAgainstWhatSetupInstalls() throws {
        let setup = try text("../ops/setup")
        let wanted = Set(
            setup.matches(of: #/\n(lib[a-z0-9-]+-dev) /#).map { String($0.output.1) }
        )
        #expect(wanted.count >= 5)
        let dockerfile = try text("Dockerfile")
        for package in wanted { #expect(dockerfile.contains(package), "\(package)") }
    }

    @Test(arguments: ["passwords.sh", "logins.sh"])
    func theScriptsAreWellFormed(name: String) throws {
        let file = Self.folder.appending(path: name)
        #expect(FileManager.default.isExecutableFile(atPath: file.path))
        let source = try text(name)
        #expect(source.hasPrefix("#!/bin/bash\n") && source.contains("\nset -euo pipefail\n"))
        #expect(try run("/bin/bash", ["-n", file.path]) == 0)
    }

    /// What compose itself says of it, where compose is installed.
    @Test func composeReadsIt() throws {
        let file = Self.folder.appending(path: "compose.yaml").path
        for compose in [["docker", "compose"], ["docker-compose"]] {
            guard try run("/usr/bin/env", compose + ["version"]) == 0 else { continue }
            let arguments = ["-f", file, "--profile", "people", "config", "-q"]
            #expect(try run("/usr/bin/env", compose + arguments) == 0)
        }
    }

    private func run(_ program: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
