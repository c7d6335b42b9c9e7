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
            #expect(failure?.message.contains("refusedURL") == true)
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
        let expires = Lock<Int64>(3600)
        let source = ExpiringCredentials {
            count.withLock { $0 += 1 }
            try? await Task.sleep(for: .milliseconds(50))
            let now = Timestamp.now().seconds
            return .success(
                ExpiringCredentials.Issued(
                    credentials: Credentials(accessKeyID: "A", secretAccessKey: "s"),
                    expires: Timestamp(seconds: now + expires.withLock { $0 })
                )
            )
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try? await source.credentials() } }
        }
        #expect(count.withLock { $0 } == 1)
        source.discard()
        expires.withLock { $0 = 200 }
        _ = try await source.credentials()
        #expect(count.withLock { $0 } == 2)
        // Those end too soon to be used.
        _ = try await source.credentials()
        #expect(count.withLock { $0 } == 3)
    }
}
