import AWS
import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import Notify

/// Where secrets are, that they are read again, and that nobody is told them.
@Suite struct SecretTests {
    private static func deliver(
        _ reader: SecretReader,
        _ secret: Configuration.Secret,
        isDenied: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async -> (delivery: Delivery, seen: [String]) {
        let seen = Lock<[String]>([])
        let delivery = await reader.deliver(with: secret) { value in
            seen.withLock { $0.append(value) }
            return isDenied(value) ? (.refused("no"), true) : (.delivered(reference: nil), false)
        }
        return (delivery, seen.withLock { $0 })
    }

    @Test func aFileIsReadEachTime() async {
        let content = Lock("first\n")
        let reader = SecretReader(environment: ["A": "of a"], sessions: nil) { path in
            path == "/run/s" ? content.withLock { $0 } : nil
        }
        #expect(await Self.deliver(reader, .file("/run/s")).seen == ["first"])
        content.withLock { $0 = "second\r\n" }
        #expect(await Self.deliver(reader, .file("/run/s")).seen == ["second"])
        #expect(await Self.deliver(reader, .env("A")).seen == ["of a"])
        // Those who speak to others read it the same way.
        #expect(await reader.text(of: .file("/run/s")) == .success("second"))
    }

    @Test(arguments: [
        (Configuration.Secret.env("B"), "the variable B"), (.file("/nowhere"), "the file /nowhere"),
        (.env("EMPTY"), "the variable EMPTY"), (.env("LINES"), "more than one line"),
        (.secret("arn:aws:secretsmanager:eu-west-1:1:secret:s"), "no AWS credentials"),
    ]) func whatIsNotThereIsSaid(secret: Configuration.Secret, place: String) async {
        let environment = ["EMPTY": "", "LINES": "SECRET\r\nX-Evil: 1"]
        let reader = SecretReader(environment: environment, sessions: nil) { _ in nil }
        let (delivery, seen) = await Self.deliver(reader, secret)
        guard case .refused(let reason) = delivery else {
            Issue.record("\(delivery)")
            return
        }
        #expect(reason.hasPrefix("PAR-NOT-03") && reason.contains(place) && seen == [])
        #expect(!reason.contains("SECRET"))
        #expect(await reader.text(of: secret) == .failure(.init(reason)))
    }

    @Test(.enabled(if: StandIn.python != nil))
    func aSecretOfSecretsManagerIsReadAgainWhereItIsDenied() async throws {
        try await StandIn.with { standIn in
            let arn = try await standIn.plant(
                """
                sm = client("secretsmanager")
                print(sm.create_secret(Name="hook", SecretString="old")["ARN"], end="")
                """
            )
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            let reader = SecretReader(environment: [:], sessions: sessions) { _ in nil }
            #expect(await Self.deliver(reader, .secret(arn)).seen == ["old"])
            #expect(await Self.deliver(reader, .secret(arn)).seen == ["old"])
            let asked = StandIn.Calls(service: "secretsmanager", operation: "GetSecretValue")
            #expect(try await standIn.calls(asked).count == 1)
            try await standIn.plant(
                "client('secretsmanager').put_secret_value(SecretId='hook', SecretString='new')"
            )
            let (delivery, seen) = await Self.deliver(reader, .secret(arn)) { $0 == "old" }
            #expect(delivery == .delivered(reference: nil) && seen == ["old", "new"])
            // Denied with what it is now: that is the answer.
            let denied = await Self.deliver(reader, .secret(arn)) { _ in true }
            #expect(denied.delivery == .refused("no") && denied.seen == ["new"])
            let missing = await Self.deliver(reader, .secret(arn + "x"))
            guard case .refused(let reason) = missing.delivery else {
                Issue.record("\(missing.delivery)")
                return
            }
            #expect(reason.hasPrefix("PAR-NOT-03") && !reason.contains("new"))
        }
    }
}
