import Document
import Foundation
import Platform
import Rehearsal
import Testing

@testable import AWS

/// Held to botocore, whose own reader of these files is the AWS CLI's.
struct SharedFilesTests {
    struct Case: Sendable {
        let config: String
        var credentials = ""
    }

    static let cases = [
        Case(config: "[profile a b]\nregion = x\n"),
        Case(config: "[profile \"a b\"]\nregion = x\n[profile 'c d']\nregion=y\n"),
        Case(config: "[profile  \ta]\nregion\t=\tx\t\n"),
        Case(config: "[default]\nregion = x # not a comment\n# a comment\n ; another\n"),
        Case(config: "[profile default]\nregion = x\n[default]\nregion = y\n"),
        Case(config: "[default]\nregion = x\n[profile default]\nregion = y\n"),
        Case(config: "[profile a\\ b]\nregion = x\n[profile \"a\\\"b\"]\nregion = y\n"),
        Case(config: "[profile a'b]\nregion = x\n"),
        Case(config: "[a]\nregion = x\n", credentials: "[a]\naws_access_key_id = k\n"),
        Case(
            config: "[profile a]\nregion = x\naws_access_key_id = 1\n",
            credentials: "[a]\naws_access_key_id = 2\n[profile a]\naws_access_key_id = 3\n"
        ),
        Case(config: "[default]\ns3 =\n  max = 1\n  min=2\nregion = x\n"),
        Case(config: "[default]\ns3 =\n  nothing\nregion = x\n"),
        Case(config: "[default]\nregion = x\n  y\n\n  z\nrole_arn: arn:aws:iam::1:role/r\n"),
        Case(config: "  [default]\n  region = x\n    y\n  output = json\n"),
        Case(config: "[default]\r\nregion = x\r\noutput = json\r"),
        Case(config: "[default] # home\nREGION = x=y:z\nempty =\n"),
        Case(config: "region = x\n"),
        Case(config: "\u{feff}[default]\nregion = x\n"),
        Case(config: "[default]\nregion\n"),
        Case(config: "[default]\n= x\n"),
        Case(config: "[default]\nregion = x\nregion = y\n"),
        Case(config: "[default]\na = x\n[default]\nb = y\n"),
        Case(config: "[DEFAULT]\nregion = x\n[profile a]\noutput = json\n"),
        Case(config: "[profile a]b]\nregion = x\n[]\n"),
        Case(config: "[profile]\nregion = x\n[profile a b c]\nregion = y\n[profilex y]\nq = 1\n"),
        Case(config: "[profile \"\"]\nregion = x\n[sso-session s]\nsso_region = y\n"),
        Case(config: "# only a comment\n\n"),
        Case(
            config: "",
            credentials: "[a b]\naws_access_key_id = k\n[\"q\"]\naws_access_key_id=l\n"
        ),
        Case(config: "[default]\nregion = \u{a0}x\u{2003}\n\u{a0} y = z\n"),
    ]

    private static let script = """
        import json, os, sys, tempfile
        from botocore.session import Session
        answers = []
        for case in json.load(open(sys.argv[1])):
            with tempfile.TemporaryDirectory() as folder:
                for name in ("config", "credentials"):
                    path = os.path.join(folder, name)
                    with open(path, "w", newline="", encoding="utf-8") as file:
                        file.write(case[name])
                    variable = {"config": "AWS_CONFIG_FILE"}.get(name, "AWS_SHARED_CREDENTIALS_FILE")
                    os.environ[variable] = path
                try:
                    profiles = Session().full_config["profiles"]
                    answers.append({
                        profile: {k: v for k, v in settings.items() if isinstance(v, str)}
                        for profile, settings in profiles.items()
                    })
                except Exception:
                    answers.append(None)
        json.dump(answers, sys.stdout)
        """

    @Test func theyAreReadAsTheCLIReadsThem() async throws {
        let python = try #require(StandIn.python)
        let file = FileManager.default.temporaryDirectory
            .appending(path: "parapet-shared-\(hex(randomBytes(5))).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let texts = Self.cases.map { one -> JSON in
            ["config": .string(one.config), "credentials": .string(one.credentials)]
        }
        try JSON.array(texts).text.write(to: file, atomically: true, encoding: .utf8)
        let oracle = try Program(
            python,
            ["-X", "utf8", "-c", Self.script, file.path],
            environment: [:]
        )
        #expect(await oracle.wait() == 0, "\(oracle.error)")
        let answers = try #require(try JSON.parse(oracle.output).array)
        try #require(answers.count == Self.cases.count)
        for (one, answer) in zip(Self.cases, answers) {
            let expected = answer.object.map { profiles in
                Dictionary(profiles.map { ($0.0, Self.texts($0.1)) }, uniquingKeysWith: { $1 })
            }
            #expect(Self.profiles(of: one) == expected, "\(one)")
        }
    }

    private static func texts(_ settings: JSON) -> [String: String] {
        Dictionary(
            (settings.object ?? [:]).map { ($0.0, $0.1.string ?? "") },
            uniquingKeysWith: { $1 }
        )
    }

    /// Nil where the files are refused. Settings of settings are left out.
    private static func profiles(of one: Case) -> [String: [String: String]]? {
        let files = try? SharedFiles(environment: ["HOME": "/h"]) { path in
            path == "/h/.aws/config" ? one.config : one.credentials
        }
        return files?.all.mapValues { settings in settings.filter { !$0.value.hasPrefix("\n") } }
    }

    /// Keys in the credentials file come before a program, which comes before keys in the other.
    @Test(arguments: [
        (Case(config: "[default]\ncredential_process = p", credentials: keys), true),
        (Case(config: "[default]\ncredential_process = p\n" + keys.dropFirst(10)), false),
    ]) func keysInTheCredentialsFileWin(one: Case, areKeys: Bool) throws {
        let environment = ["HOME": "/h"]
        let client = Client(endpoints: Endpoints(environment: environment))
        let caller = try Caller(environment: environment, client: client) { path in
            path == "/h/.aws/config" ? one.config : one.credentials
        }
        #expect(caller.credentials.isFixed == areKeys)
    }

    private static let keys = "[default]\naws_access_key_id = A\naws_secret_access_key = s\n"
}
