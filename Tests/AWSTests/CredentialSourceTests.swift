import Document
import Foundation
import Platform
import Rehearsal
import Testing

@testable import AWS

/// Credentials that have to be fetched, from servers and programs that answer as the real ones do.
struct CredentialSourceTests {
    private static let issued =
        #"{"Code":"Success","AccessKeyId":"A","SecretAccessKey":"s","Token":"t","#
        + #""Expiration":"2099-01-01T00:00:00Z"}"#

    private static func http(_ body: String, status: String = "200 OK") -> [LoopbackServer.Step] {
        [.send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")]
    }

    private func caller(
        _ environment: [String: String],
        files: [String: String] = [:]
    ) throws -> Caller {
        let environment = environment.merging(["HOME": "/home/a"]) { $1 }
        return try Caller(
            environment: environment,
            client: Client(endpoints: Endpoints(environment: environment))
        ) { files[$0] }
    }

    private func withServer(
        _ answer: @escaping @Sendable (String) -> [LoopbackServer.Step],
        _ body: (LoopbackServer) async throws -> Void
    ) async throws {
        let server = LoopbackServer(answer)
        defer { server.stop() }
        try await body(server)
    }

    @Test func anInstanceGivesThemForAToken() async throws {
        try await withServer { request in
            let lines = request.lowercased()
            switch request.split(separator: " ").prefix(2).joined(separator: " ") {
            case "PUT /latest/api/token":
                return Self.http(lines.contains("ttl-seconds: 21600") ? "token-1" : "")
            case _ where !lines.contains("x-aws-ec2-metadata-token: token-1"):
                return Self.http("", status: "401 Unauthorized")
            case "GET /latest/meta-data/iam/security-credentials/": return Self.http("role-1\n")
            case "GET /latest/meta-data/iam/security-credentials/role-1":
                return Self.http(Self.issued)
            default: return Self.http("", status: "404 Not Found")
            }
        } _: { server in
            let found = try caller(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])
            let credentials = try await found.credentials.credentials()
            #expect(credentials.accessKeyID == "A" && credentials.sessionToken == "t")
        }
    }

    @Test func withoutAnInstanceThereAreNone() async throws {
        let found = try caller(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"])
        let failure = await #expect(throws: CredentialFailure.self) {
            try await found.credentials.credentials()
        }
        #expect(failure?.kind == .missing)
        #expect(throws: CredentialFailure.self) {
            try caller(["AWS_EC2_METADATA_DISABLED": "true"])
        }
    }

    @Test func aContainerIsHandedThem() async throws {
        try await withServer { request in
            request.hasPrefix("GET /creds ") && request.contains("Authorization: from-file\r\n")
                ? Self.http(Self.issued) : Self.http("", status: "403 Forbidden")
        } _: { server in
            let environment = [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + "creds",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
            ]
            let found = try caller(environment, files: ["/token": "from-file\n"])
            #expect(try await found.credentials.credentials().accessKeyID == "A")
            let refused = try caller(environment)
            await #expect(throws: CredentialFailure.self) {
                try await refused.credentials.credentials()
            }
            // Credentials in the clear, to anywhere but this machine: never.
            let far = try caller(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/creds"])
            let failure = await #expect(throws: CredentialFailure.self) {
                try await far.credentials.credentials()
            }
            #expect(failure?.message.contains("is neither https nor a loopback") == true)
        }
    }

    @Test func aWebIdentityIsTradedUnsigned() async throws {
        try await withServer { request in
            let isRight =
                request.contains("Action=AssumeRoleWithWebIdentity")
                && request.contains("WebIdentityToken=jwt") && !request.contains("Authorization:")
            guard isRight else { return Self.http("<x/>", status: "400 Bad Request") }
            return Self.http(
                """
                <AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>W</AccessKeyId>\
                <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
                </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                """
            )
        } _: { server in
            let found = try caller(
                [
                    "AWS_ENDPOINT_URL": server.url, "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
                    "AWS_WEB_IDENTITY_TOKEN_FILE": "/jwt",
                ],
                files: ["/jwt": "jwt\n"]
            )
            #expect(try await found.credentials.credentials().accessKeyID == "W")
        }
    }

    @Test func aProfilesRoleIsAssumedWithItsSource() async throws {
        try await withServer { request in
            let isRight =
                request.contains("Credential=BASE/") && request.contains("ExternalId=x")
                && request.contains("RoleSessionName=s")
            return isRight
                ? Self.http(
                    """
                    <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>R</AccessKeyId>\
                    <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                    <Expiration>2099-01-01T00:00:00Z</Expiration>\
                    </Credentials></AssumeRoleResult></AssumeRoleResponse>
                    """
                ) : Self.http("<x/>", status: "400 Bad Request")
        } _: { server in
            let found = try caller(
                ["AWS_ENDPOINT_URL": server.url, "AWS_PROFILE": "p"],
                files: [
                    "/home/a/.aws/config": """
                    [profile p]
                    role_arn = arn:aws:iam::1:role/r
                    source_profile = base
                    external_id = x
                    role_session_name = s
                    """,
                    "/home/a/.aws/credentials":
                        "[base]\naws_access_key_id = BASE\naws_secret_access_key = s\n",
                ]
            )
            #expect(try await found.credentials.credentials().accessKeyID == "R")
        }
    }

    @Test func aProgramPrintsThem() async throws {
        let profile = { (line: String) in
            try self.caller(
                ["AWS_PROFILE": "p"],
                files: ["/home/a/.aws/config": "[profile p]\ncredential_process = \(line)\n"]
            )
        }
        let json = #"{"Version":1,"AccessKeyId":"P","SecretAccessKey":"s"}"#
        let found = try profile("printf '%s' '\(json)'")
        #expect(try await found.credentials.credentials().accessKeyID == "P")
        for line in ["exit 3", "echo no", "echo '{\"Version\":2}'", "yes"] {
            let failing = try profile(line)
            let failure = await #expect(throws: CredentialFailure.self) {
                try await failing.credentials.credentials()
            }
            #expect(failure?.kind == .failed, "\(line)")
        }
    }

    /// However many ask, one flight; and again once they end.
    @Test func theyAreFetchedOnceUntilTheyEnd() async throws {
        let count = Lock(0)
        let now = Lock<Int64>(1_000_000)
        let time = { @Sendable in Timestamp(seconds: now.withLock { $0 }) ?? .epoch }
        let lives = Lock<Int64>(3600)
        let source = ExpiringCredentials(now: time) {
            count.withLock { $0 += 1 }
            try? await Task.sleep(for: .milliseconds(50))
            return .success(
                ExpiringCredentials.Issued(
                    credentials: Credentials(accessKeyID: "A", secretAccessKey: "s"),
                    expires: Timestamp(seconds: time().seconds + lives.withLock { $0 }),
                    issued: time()
                )
            )
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try? await source.credentials() } }
        }
        #expect(count.withLock { $0 } == 1)
        now.withLock { $0 += 3299 }
        _ = try await source.credentials()
        #expect(count.withLock { $0 } == 1)
        now.withLock { $0 += 1 }
        lives.withLock { $0 = 200 }
        // What lives for 200 seconds is used for the first 150 of them.
        for (seconds, fetches) in [(0, 2), (149, 2), (1, 3)] as [(Int64, Int)] {
            now.withLock { $0 += seconds }
            _ = try await source.credentials()
            #expect(count.withLock { $0 } == fetches, "\(seconds)")
        }
    }

    /// What hung for a minute is not asked again in the next moment.
    @Test func aFailureCountsFromItsEnd() async throws {
        let count = Lock(0)
        let now = Lock<Int64>(1_000_000)
        let source = ExpiringCredentials(now: { Timestamp(seconds: now.withLock { $0 }) ?? .epoch })
        {
            count.withLock { $0 += 1 }
            now.withLock { $0 += 60 }
            return .failure(CredentialFailure(.failed, "it hung", hint: "wait"))
        }
        for (seconds, fetches) in [(0, 1), (29, 1), (1, 2)] as [(Int64, Int)] {
            now.withLock { $0 += seconds }
            await #expect(throws: CredentialFailure.self) { try await source.credentials() }
            #expect(count.withLock { $0 } == fetches)
        }
    }

    private static let noTimes = [
        #""soon""#, #""""#, #""2020-01-01T00:00:00Z""#, "true", "[]", #""2026-13-01T00:00:00Z""#,
    ]

    /// By whatever way they come.
    @Test(arguments: noTimes) func whatEndsNobodyKnowsWhenIsRefused(expiration: String) async throws
    {
        let json =
            #"{"Version":1,"AccessKeyId":"P","SecretAccessKey":"s","Expiration":\#(expiration)}"#
        let program = try caller(
            ["AWS_PROFILE": "p"],
            files: [
                "/home/a/.aws/config": "[profile p]\ncredential_process = printf '%s' '\(json)'\n"
            ]
        )
        try await withServer { _ in
            Self.http(json)
        } _: { server in
            let container = try caller(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
            for found in [program, container] {
                let failure = await #expect(throws: CredentialFailure.self) {
                    try await found.credentials.credentials()
                }
                #expect(failure?.kind == .failed)
            }
        }
    }

    @Test(arguments: [
        #"{"Version":1,"AccessKeyId":"","SecretAccessKey":"s"}"#,
        #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":""}"#,
        #"{"Version":1,"AccessKeyId":"A"}"#,
    ]) func anEmptySecretSignsNothing(json: String) async throws {
        let found = try caller(
            ["AWS_PROFILE": "p"],
            files: [
                "/home/a/.aws/config": "[profile p]\ncredential_process = printf '%s' '\(json)'\n"
            ]
        )
        await #expect(throws: CredentialFailure.self) { try await found.credentials.credentials() }
    }

    /// A service that has none says so with HTTP 200, or with a reason.
    @Test(arguments: [
        (
            "200 OK", #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"no trust"}"#,
            "AssumeRoleUnauthorizedAccess: no trust"
        ),
        ("404 Not Found", #"{"code":"NoId","message":"which?"}"#, "HTTP 404, NoId: which?"),
        ("500 Broken", "<html/>", "HTTP 500"),
        ("200 OK", "<html/>", "the answer is no JSON"),
    ]) func whatAServiceSaysIsSaid(status: String, body: String, said: String) async throws {
        try await withServer { _ in
            Self.http(body, status: status)
        } _: { server in
            let found = try caller(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
            let failure = await #expect(throws: CredentialFailure.self) {
                try await found.credentials.credentials()
            }
            #expect(failure?.message == "the container's credentials: \(said)")
        }
    }

    /// A token goes into the next request's head and must not end it.
    @Test(arguments: ["t\r\nX-Injected: 1", "t\nX-Injected: 1", "t u", "", "é"])
    func aTokenIsOneWord(token: String) async throws {
        let heads = Lock<[String]>([])
        try await withServer { request in
            heads.withLock { $0.append(request) }
            return Self.http(token)
        } _: { server in
            let found = try caller(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])
            await #expect(throws: CredentialFailure.self) {
                try await found.credentials.credentials()
            }
            let container = try caller(
                [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url,
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
                ],
                files: ["/token": token]
            )
            _ = try? await container.credentials.credentials()
        }
        #expect(!heads.withLock { $0 }.contains { $0.contains("\r\nX-Injected") })
    }

    /// Its own code and hint, once.
    @Test func whyTheSourceHasNoneIsSaidOnce() async throws {
        let found = try caller(
            ["AWS_PROFILE": "p"],
            files: [
                "/home/a/.aws/config": """
                [profile p]
                role_arn = arn:aws:iam::1:role/r
                source_profile = q
                [profile q]
                credential_process = exit 3
                """
            ]
        )
        let failure = await #expect(throws: CredentialFailure.self) {
            try await found.credentials.credentials()
        }
        #expect(
            failure?.description
                == "PAR-AWS-04 credential_process: it exited with 3 | hint: run it "
                + "by hand and look at what it prints"
        )
    }
}
