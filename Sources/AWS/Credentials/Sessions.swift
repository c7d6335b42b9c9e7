import Document
import Guardrails
import Platform

/// Readers and writers of accounts: the role of each is assumed once and kept for its hour.
public final class Sessions: Sendable {
    public let region: String
    private let client: Client
    private let caller: any CredentialSource
    public let partition: Partition
    private let kept = Lock<[Role: ExpiringCredentials]>([:])
    private let asked = Lock<Question?>(nil)
    private let refused = Lock<CredentialFailure?>(nil)
    private let mistimed = Lock<ContinuousClock.Instant?>(nil)

    private typealias Question = Task<Result<Identity, CallFailure>, Never>

    /// What STS says of Parapet's own credentials.
    private struct Identity {
        let account: String
        let arn: String?
    }

    /// Beyond it all are dropped: thousands of accounts are normal, more are not.
    private static let limit = 20_000

    public init(client: Client, caller: Caller) {
        self.client = client
        self.caller = caller.credentials
        region = caller.region
        partition = caller.partition
    }

    /// With Parapet's own credentials.
    public func ownReader() async throws(CallFailure) -> Reader {
        Reader(access(try await ownAccount(), caller))
    }

    /// A queue that Parapet's own credentials may empty.
    public func queue(_ url: String, region: String) -> ReceivingQueue {
        ReceivingQueue(url: url, region: region, access: access("queue", caller))
    }

    /// What AWS said of Parapet's own keys, where it was that they are wrong or that their session
    /// has ended: nothing that is asked with them will be answered.
    public var wrongKeys: CredentialFailure? { refused.withLock { $0 } ?? caller.ended }

    /// This machine's clock was measured: it is ahead of one that is believed to be right.
    public func assume(aheadSeconds: Double) { client.clock.assume(aheadSeconds: aheadSeconds) }

    /// Whether AWS refused, within the last minute, what is signed by this machine's clock, and did not
    /// say what time it is: until the clock is set nothing will be answered.
    public var isClockRefused: Bool {
        mistimed.withLock { $0.map { ContinuousClock.now - $0 < Self.clockRest } ?? false }
    }

    private static let clockRest = Duration.seconds(60)

    /// Asks AWS whether it knows Parapet's own keys. Other trouble is left to whoever needs them.
    ///
    /// - Throws: wrong keys.
    public func checkKeys() async throws(CredentialFailure) {
        do throws(CallFailure) {
            _ = try await ownAccount()
        } catch {
            if case .credentials(let failure) = error.cause, failure.isFinal { throw failure }
        }
    }

    /// The account that Parapet's own credentials belong to.
    public func ownAccount() async throws(CallFailure) -> String { try await identity().account }

    /// Asked once, however many want to know, and again only where it was not answered.
    private func identity() async throws(CallFailure) -> Identity {
        let question = asked.withLock { asked in
            if let asked { return asked }
            let question = Question { await self.askIdentity() }
            asked = question
            return question
        }
        // Nobody waits for an answer that a process that stops does not need.
        let answer = await withTaskCancellationHandler {
            await question.value
        } onCancel: {
            question.cancel()
        }
        if case .failure = answer {
            asked.withLock { if $0 == question { $0 = nil } }
        }
        return try answer.get()
    }

    private func askIdentity() async -> Result<Identity, CallFailure> {
        switch await Reader(access("caller", caller)).send("sts", "GetCallerIdentity", region, [:])
        {
        case .failure(let failure):
            guard let wrong = CredentialFailure(wrongKeys: failure, of: caller) else {
                return .failure(failure)
            }
            note(wrong)
            return .failure(CallFailure(.credentials(wrong)))
        case .success(let answer):
            guard let account = answer["Account"]?.string else {
                let text = "STS did not say whose the credentials are"
                return .failure(CallFailure(.unreadable(text)))
            }
            return .success(Identity(account: account, arn: answer["Arn"]?.string))
        }
    }

    /// Who Parapet acts as: what locks these out would lock out the undo of a change.
    public func ownPrincipals(
        _ roles: Configuration.Roles
    ) async throws(CallFailure) -> OwnPrincipals {
        OwnPrincipals(
            roles: Set([roles.audit, roles.remediate, roles.respond].compactMap(\.self)),
            changing: roles.remediate,
            caller: try await identity().arn,
            accessKey: try? await caller.credentials().accessKeyID
        )
    }

    /// In an account by its audit role. In the caller's own account, where the role refuses, with
    /// the caller's credentials.
    public func reader(
        in account: String,
        roles: Configuration.Roles
    ) async throws(CredentialFailure) -> Reader {
        let credentials = credentials(
            role(roles.audit, account, roles, policy: RolePolicies.sessionPolicy)
        )
        do throws(CredentialFailure) {
            _ = try await credentials.credentials()
            return Reader(access(account, credentials))
        } catch {
            note(error)
            guard error.isRefusal, let own = try? await ownAccount(), own == account else {
                throw error
            }
            return Reader(access(account, caller))
        }
    }

    /// In an account by its role for changes, for one action. The caller's credentials never stand in
    /// for the role.
    ///
    /// - Parameter permissions: the IAM actions that the action declares, all that it then may do.
    public func writer(
        in account: String,
        roles: Configuration.Roles,
        for permissions: Set<String>
    ) async throws(CredentialFailure) -> Writer {
        guard let name = roles.remediate else {
            throw CredentialFailure(
                .noRoleForChanges,
                "nothing is changed in \(account): no role for changes is named",
                hint: "set roles.remediate in parapet.yaml"
            )
        }
        return try await writer(in: account, by: name, roles: roles, for: permissions)
    }

    /// In an account by its role for responses, for one step.
    ///
    /// - Parameter permissions: the IAM actions that the step declares, all that it then may do.
    public func responder(
        in account: String,
        roles: Configuration.Roles,
        for permissions: Set<String>
    ) async throws(CredentialFailure) -> Writer {
        guard let name = roles.respond else {
            throw CredentialFailure(
                .noRoleForResponses,
                "no step changes anything in \(account): no role for that is named",
                hint: "set roles.respond in parapet.yaml"
            )
        }
        return try await writer(in: account, by: name, roles: roles, for: permissions)
    }

    private func writer(
        in account: String,
        by name: String,
        roles: Configuration.Roles,
        for permissions: Set<String>
    ) async throws(CredentialFailure) -> Writer {
        precondition(!permissions.isEmpty, "an action declares what it needs")
        let policy = RolePolicies.policy(allowing: permissions).text
        let credentials = credentials(role(name, account, roles, policy: policy))
        do throws(CredentialFailure) {
            _ = try await credentials.credentials()
        } catch {
            note(error)
            throw error
        }
        return Writer(access(account, credentials), permissions: permissions)
    }

    /// With Parapet's own credentials, for one thing.
    ///
    /// - Parameter permissions: the IAM actions that this thing needs, all that it then may do.
    public func ownSender(for permissions: Set<String>) -> Sender {
        Sender(access("caller", caller), permissions: permissions)
    }

    /// In an account by its role for telling, for one thing. The caller's credentials never stand in
    /// for the role.
    public func sender(
        in account: String,
        roles: Configuration.Roles,
        for permissions: Set<String>
    ) throws(CredentialFailure) -> Sender {
        guard let name = roles.notify else {
            throw CredentialFailure(
                .noRoleForTelling,
                "nothing is told in \(account): no role for telling is named",
                hint: "set roles.notify in parapet.yaml"
            )
        }
        let policy = RolePolicies.policy(allowing: permissions).text
        let credentials = credentials(role(name, account, roles, policy: policy))
        return Sender(access(account, credentials), permissions: permissions)
    }

    private func note(_ failure: CredentialFailure) {
        if failure.isFinal { refused.withLock { $0 = failure } }
        if failure.kind == .clock { mistimed.withLock { $0 = .now } }
    }

    private func role(
        _ name: String,
        _ account: String,
        _ roles: Configuration.Roles,
        policy: String
    ) -> Role {
        Role(
            arn: "arn:\(partition.name):iam::\(account):role/\(name)",
            sessionName: roles.sessionName,
            externalID: roles.externalID,
            policy: policy
        )
    }

    private func credentials(_ role: Role) -> ExpiringCredentials {
        kept.withLock { kept in
            if let found = kept[role] { return found }
            if kept.count >= Self.limit { kept = [:] }
            let (client, caller, region) = (client, caller, region)
            let made = ExpiringCredentials(now: client.clock.now) {
                await role.assume(with: caller, client: client, region: region)
            }
            kept[role] = made
            return made
        }
    }

    private func access(
        _ account: String,
        _ credentials: any CredentialSource
    ) -> AccountClient {
        AccountClient(
            account: account,
            partition: partition,
            client: client,
            credentials: credentials
        )
    }
}
