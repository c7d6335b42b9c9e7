import Document
import Guardrails
import Platform

/// Sessions in accounts: the audit role of each, assumed once and kept for its hour.
public final class Sessions: Sendable {
    public let region: String
    private let client: Client
    private let caller: any CredentialSource
    private let partition: Partition
    private let kept = Lock<[Role: ExpiringCredentials]>([:])
    private let identity = Lock<String?>(nil)

    /// Beyond it all are dropped: thousands of accounts are normal, more are not.
    private static let limit = 20_000

    public init(client: Client, caller: Caller) {
        self.client = client
        self.caller = caller.credentials
        region = caller.region
        partition = Partition(region: caller.region)
    }

    /// With Parapet's own credentials.
    public func ownSession() async throws(CallFailure) -> Session {
        session(try await ownAccount(), caller)
    }

    /// The account that Parapet's own credentials belong to.
    public func ownAccount() async throws(CallFailure) -> String {
        if let account = identity.withLock({ $0 }) { return account }
        let answer = await session("caller", caller)
            .send("sts", "GetCallerIdentity", region, [:])
        guard let account = try answer.get()["Account"]?.string else {
            throw CallFailure(.unreadable("STS did not say whose the credentials are"))
        }
        identity.withLock { $0 = account }
        return account
    }

    /// In an account by its audit role. In the caller's own account, where the role refuses, with
    /// the caller's credentials.
    public func session(
        in account: String,
        roles: Configuration.Roles
    ) async throws(CredentialFailure) -> Session {
        let role = Role(
            arn: "arn:\(partition.name):iam::\(account):role/\(roles.audit)",
            sessionName: roles.sessionName,
            externalID: roles.externalID,
            policy: RolePolicies.sessionPolicy
        )
        let credentials = kept.withLock { kept in
            if let found = kept[role] { return found }
            if kept.count >= Self.limit { kept = [:] }
            let (client, caller, region) = (client, caller, region)
            let made = ExpiringCredentials {
                await role.assume(with: caller, client: client, region: region)
            }
            kept[role] = made
            return made
        }
        do throws(CredentialFailure) {
            _ = try await credentials.credentials()
            return session(account, credentials)
        } catch {
            guard error.isRefusal, let own = try? await ownAccount(), own == account else {
                throw error
            }
            return session(account, caller)
        }
    }

    private func session(_ account: String, _ credentials: any CredentialSource) -> Session {
        Session(account: account, partition: partition, client: client, credentials: credentials)
    }
}
