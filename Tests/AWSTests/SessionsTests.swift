import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// Which role a reader and a writer take on, and what each may do then.
struct SessionsTests {
    private struct Stage {
        let sessions: Sessions
        let server: LoopbackServer
        let requests: Lock<[String]>
    }

    private func stage() throws -> Stage {
        let requests = Lock<[String]>([])
        let server = LoopbackServer { request in
            let body = request.split(separator: "\r\n").last.map(String.init) ?? ""
            requests.withLock { $0.append(body) }
            let isSTS = body.contains("Action=AssumeRole")
            let answer =
                isSTS
                ? "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>T</AccessKeyId>"
                    + "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
                    + "<Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>"
                    + "</AssumeRoleResult></AssumeRoleResponse>"
                : "<UpdateAccessKeyResponse></UpdateAccessKeyResponse>"
            return [
                .send("HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)")
            ]
        }
        let environment = [
            "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "A",
            "AWS_SECRET_ACCESS_KEY": "s", "HOME": "/nowhere",
        ]
        let client = Client(endpoints: Endpoints(environment: environment))
        let caller = try Caller(environment: environment, client: client) { _ in nil }
        return Stage(
            sessions: Sessions(client: client, caller: caller),
            server: server,
            requests: requests
        )
    }

    private func roles(remediate: String?) -> Configuration.Roles {
        var roles = Configuration.Roles()
        roles.remediate = remediate
        return roles
    }

    @Test func withoutARoleForChangesThereIsNoWriter() async throws {
        let stage = try stage()
        defer { stage.server.stop() }
        let failure = await #expect(throws: CredentialFailure.self) {
            _ = try await stage.sessions.writer(
                in: "222222222222",
                roles: roles(remediate: nil),
                for: ["iam:UpdateAccessKey"]
            )
        }
        #expect(failure?.description.hasPrefix("PAR-AWS-07 ") == true)
        #expect(failure?.hint == "set roles.remediate in parapet.yaml")
        #expect(stage.requests.withLock { $0 } == [])
    }

    @Test func aWriterTakesOnItsOwnRoleForOneAction() async throws {
        let stage = try stage()
        defer { stage.server.stop() }
        let roles = roles(remediate: "Mend")
        let writer = try await stage.sessions.writer(
            in: "222222222222",
            roles: roles,
            for: ["iam:UpdateAccessKey"]
        )
        let outcome = await writer.send(
            "iam",
            "UpdateAccessKey",
            region: "us-east-1",
            ["AccessKeyId": "AKIA", "Status": "Inactive"]
        )
        guard case .done = outcome else {
            Issue.record("\(outcome)")
            return
        }
        _ = try await stage.sessions.reader(in: "222222222222", roles: roles)
        let requests = stage.requests.withLock { $0 }
        #expect(requests.count == 3)
        let policy = RolePolicies.policy(allowing: ["iam:UpdateAccessKey"]).text
        #expect(requests[0].contains("role%2FMend") || requests[0].contains("role/Mend"))
        #expect(Percent.decoded(requests[0]).contains(policy))
        #expect(requests[1].contains("Action=UpdateAccessKey"))
        #expect(Percent.decoded(requests[2]).contains(":role/ParapetAudit"))
        #expect(Percent.decoded(requests[2]).contains(RolePolicies.sessionPolicy))
    }

    /// Another action's writer may not do what this one's may.
    @Test func eachActionHasASessionOfItsOwn() async throws {
        let stage = try stage()
        defer { stage.server.stop() }
        for action in ["iam:UpdateAccessKey", "ec2:CreateTags", "iam:UpdateAccessKey"] {
            _ = try await stage.sessions.writer(
                in: "222222222222",
                roles: roles(remediate: "Mend"),
                for: [action]
            )
        }
        let policies = stage.requests.withLock { $0 }.map(Percent.decoded)
        #expect(policies.count == 2)
        #expect(policies[0].contains("iam:UpdateAccessKey"))
        #expect(policies[1].contains("ec2:CreateTags"))
        #expect(!policies[1].contains("iam:UpdateAccessKey"))
    }

    private static let wrong = "PAR-AWS-10 AWS does not accept Parapet's own keys: "
    private static let ended = "PAR-AWS-12 AWS does not accept Parapet's own keys any more: "

    /// Wrong keys, and those whose session has ended, are said at once, as such; other trouble is not
    /// taken for them.
    @Test(arguments: [
        ("InvalidClientTokenId", "The security token included in the request is invalid.", wrong),
        ("SignatureDoesNotMatch", "The request signature we calculated does not match", wrong),
        ("UnrecognizedClientException", "m", wrong), ("AccessDenied", "m", nil),
        ("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier", nil),
        ("ExpiredToken", "The security token included in the request is expired", ended),
        ("ExpiredTokenException", "m", ended),
    ]) func wrongKeysAreSaid(code: String, message: String, text: String?) async throws {
        let server = LoopbackServer { _ in
            let body =
                "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
                + "</ErrorResponse>"
            return [
                .send("HTTP/1.1 403 Forbidden\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            ]
        }
        defer { server.stop() }
        let environment = [
            "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "A",
            "AWS_SECRET_ACCESS_KEY": "s", "HOME": "/nowhere",
        ]
        let client = Client(endpoints: Endpoints(environment: environment))
        let sessions = Sessions(
            client: client,
            caller: try Caller(environment: environment, client: client) { _ in nil }
        )
        var said: [CredentialFailure] = []
        do throws(CredentialFailure) {
            try await sessions.checkKeys()
        } catch {
            said.append(error)
        }
        do throws(CredentialFailure) {
            _ = try await sessions.reader(in: "222222222222", roles: roles(remediate: nil))
        } catch {
            if error.isFinal { said.append(error) }
        }
        #expect(said.count == (text == nil ? 0 : 2))
        for failure in said { #expect(failure.description.hasPrefix(text ?? "-")) }
        #expect(sessions.wrongKeys == said.first)
    }

    /// Whatever asks first when a session ends: nothing more is sent with its keys, and whoever runs
    /// the process is told.
    @Test func aSessionThatEndsIsNoticed() async throws {
        let requests = Lock(0)
        let server = LoopbackServer { request in
            requests.withLock { $0 += 1 }
            let isIdentity = request.contains("GetCallerIdentity")
            let answer =
                isIdentity
                ? "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account>"
                    + "</GetCallerIdentityResult></GetCallerIdentityResponse>"
                : #"{"__type":"ExpiredTokenException","message":"m"}"#
            let status = isIdentity ? "200 OK" : "400 Bad Request"
            let length = "Content-Length: \(answer.utf8.count)"
            return [.send("HTTP/1.1 \(status)\r\n\(length)\r\n\r\n\(answer)")]
        }
        defer { server.stop() }
        let environment = [
            "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "A",
            "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t", "HOME": "/nowhere",
        ]
        let client = Client(endpoints: Endpoints(environment: environment))
        let caller = try Caller(environment: environment, client: client) { _ in nil }
        let sessions = Sessions(client: client, caller: caller)
        let reader = try await sessions.ownReader()
        #expect(sessions.wrongKeys == nil)
        for operation in ["DescribeOrganization", "ListRoots"] {
            _ = await reader.send("organizations", operation, "us-east-1", [:])
            #expect(sessions.wrongKeys == .expired)
        }
        #expect(requests.withLock { $0 } == 2)
    }

    /// Keys that others are fetched with are no other case.
    @Test func theEndOfTheKeysBehindAFetchIsItsEnd() async throws {
        let kinds: [CredentialFailure] = [
            .expired, CredentialFailure(.wrongKeys, "m", hint: "h"),
            CredentialFailure(.failed, "m", hint: "h"),
        ]
        for failure in kinds {
            let source = ExpiringCredentials { .failure(failure) }
            #expect(source.ended == nil)
            await #expect(throws: failure) { _ = try await source.credentials() }
            #expect(source.ended == (failure.isFinal ? failure : nil))
        }
    }

    /// AWS does not say what time it is: nothing more is asked of this machine for a while.
    @Test func aClockThatAWSRefusesIsSaid() async throws {
        let server = LoopbackServer { _ in
            let body = "<ErrorResponse><Error><Code>RequestExpired</Code></Error></ErrorResponse>"
            return [
                .send("HTTP/1.1 400 No\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            ]
        }
        defer { server.stop() }
        let environment = [
            "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "A",
            "AWS_SECRET_ACCESS_KEY": "s", "HOME": "/nowhere",
        ]
        let client = Client(endpoints: Endpoints(environment: environment))
        let caller = try Caller(environment: environment, client: client) { _ in nil }
        let sessions = Sessions(client: client, caller: caller)
        #expect(!sessions.isClockRefused)
        let failure = await #expect(throws: CredentialFailure.self) {
            _ = try await sessions.reader(in: "222222222222", roles: roles(remediate: nil))
        }
        #expect(failure?.kind == .clock && failure?.hint.contains("clock") == true)
        #expect(sessions.isClockRefused)
    }

    /// However many want to know, and again only where it was not answered.
    @Test func whoseKeysTheyAreIsAskedOnce() async throws {
        let requests = Lock(0)
        let server = LoopbackServer { _ in
            let isFirst = requests.withLock { count in
                count += 1
                return count == 1
            }
            let body =
                isFirst
                ? "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
                : "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>222222222222"
                    + "</Account><Arn>arn:aws:iam::222222222222:user/p</Arn>"
                    + "</GetCallerIdentityResult></GetCallerIdentityResponse>"
            let status = isFirst ? "403 Forbidden" : "200 OK"
            return [
                .send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            ]
        }
        defer { server.stop() }
        let environment = [
            "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "A",
            "AWS_SECRET_ACCESS_KEY": "s", "HOME": "/nowhere",
        ]
        let client = Client(endpoints: Endpoints(environment: environment))
        let caller = try Caller(environment: environment, client: client) { _ in nil }
        let sessions = Sessions(client: client, caller: caller)
        await #expect(throws: CallFailure.self) { _ = try await sessions.ownAccount() }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let account = try? await sessions.ownAccount()
                    #expect(account == "222222222222")
                }
            }
        }
        let principals = try await sessions.ownPrincipals(roles(remediate: nil))
        #expect(principals.caller == "arn:aws:iam::222222222222:user/p")
        #expect(requests.withLock { $0 } == 2)
    }

    /// Keys that a container, an instance or a process gives may be others the next time.
    private struct Fetched: CredentialSource {
        let discarded = Lock(0)
        let isFixed = false

        func credentials() async throws(CredentialFailure) -> Credentials {
            Credentials(accessKeyID: "A", secretAccessKey: "s", sessionToken: "t")
        }

        func discard() { discarded.withLock { $0 += 1 } }
    }

    @Test func keysThatAreFetchedAreFetchedAgain() throws {
        let refusal = CallFailure(
            .service(ServiceError(code: "InvalidClientTokenId", message: "m", status: 403))
        )
        let source = Fetched()
        let failure = try #require(CredentialFailure(wrongKeys: refusal, of: source))
        #expect(!failure.isFinal && failure.kind == .failed)
        #expect(source.discarded.withLock { $0 } == 1)
        let keys = Credentials(accessKeyID: "A", secretAccessKey: "s", sessionToken: nil)
        let fixed = FixedCredentials(keys)
        #expect(CredentialFailure(wrongKeys: refusal, of: fixed)?.isFinal == true)
        // Those behind a role that is fetched are as wrong as they were.
        let behind = CallFailure(
            .credentials(CredentialFailure(.wrongKeys, "wrong", hint: "correct them"))
        )
        #expect(CredentialFailure(wrongKeys: behind, of: source)?.isFinal == true)
        // A session that has ended is fetched anew, where it can be.
        let ended = CallFailure(
            .service(ServiceError(code: "ExpiredToken", message: "m", status: 403))
        )
        #expect(CredentialFailure(wrongKeys: ended, of: source) == nil)
    }
}
