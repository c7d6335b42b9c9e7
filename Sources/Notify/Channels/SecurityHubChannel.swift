import AWS
import Document
import Guardrails
import Records

/// AWS Security Hub: of the account and region that a finding is of, or one account's for all. The
/// finding's state is written; the workflow that people set there is read, and never written. Source: AWS
/// Security Hub API Reference, BatchImportFindings and GetFindings.
struct SecurityHubChannel: Channel {
    static let type = "security-hub"
    /// Of a finding's description.
    static let maxCharacters = 1024

    /// Of one call.
    static let mostFindings = 100

    let hub: Configuration.Channel.SecurityHub
    let region: String?
    let services: ChannelServices

    /// Where some findings are told.
    struct Place: Hashable {
        let account: String
        let region: String
    }

    init?(_ configuration: Configuration.Channel, _ services: ChannelServices) {
        guard case .securityHub(let hub) = configuration.kind else { return nil }
        self.hub = hub
        self.services = services
        region = configuration.region?.name
    }

    /// - Returns: of several places the worst: one that may work later, then one that does not.
    func deliver(_ parcel: Parcel, to address: String?) async -> Delivery {
        guard let sessions = services.sessions else { return .withoutCredentials }
        // What could not be judged would be new over there.
        let findings = parcel.findings.filter { $0.status != .unknown }
        var failed: [Delivery] = []
        do throws(Stop) {
            let places = try await places(of: findings, sessions)
            for (place, findings) in places.sorted(by: {
                ($0.key.account, $0.key.region) < ($1.key.account, $1.key.region)
            }) {
                let sender = try sender(in: place.account, sessions)
                for start in stride(from: 0, to: findings.count, by: Self.mostFindings) {
                    let part = findings[start..<min(start + Self.mostFindings, findings.count)]
                    if let failure = await send(Array(part), place, sender) {
                        failed.append(failure)
                    }
                }
            }
        } catch {
            failed.append(error.delivery)
        }
        let later = failed.first { if case .later = $0 { true } else { false } }
        return (later ?? failed.first ?? .delivered(reference: nil)).shown(without: [])
    }

    func places(
        of findings: [FindingRecord],
        _ sessions: Sessions
    ) async throws(Stop) -> [Place: [FindingRecord]] {
        guard case .hub = hub else {
            return Dictionary(grouping: findings) { finding in
                let partition = Partition(arn: finding.resource.arn, region: finding.region)
                let region =
                    finding.region == Scope.global ? partition.mainRegion : finding.region
                return Place(account: finding.account, region: region)
            }
        }
        guard !findings.isEmpty else { return [:] }
        return [try await hubPlace(sessions): findings]
    }

    /// Of the one that is told of all.
    func hubPlace(_ sessions: Sessions) async throws(Stop) -> Place {
        var account: String?
        if case .hub(let named) = hub { account = named }
        if account == nil {
            do throws(CallFailure) {
                account = try await sessions.ownAccount()
            } catch {
                throw Stop(Self.delivery(SendOutcome(error)) ?? .delivered(reference: nil))
            }
        }
        return Place(account: account ?? "", region: region ?? sessions.region)
    }

    /// Parapet's own account may be told with its own credentials, where no role is named.
    func sender(in account: String, _ sessions: Sessions) throws(Stop) -> Sender {
        let permissions = Set(RolePolicies.notifyActions)
        if services.roles.notify == nil, hub == .hub(account: nil) {
            return sessions.ownSender(for: permissions)
        }
        do throws(CredentialFailure) {
            return try sessions.sender(in: account, roles: services.roles, for: permissions)
        } catch {
            throw Stop(.refused("\(error)"))
        }
    }

    /// Nil where all were taken.
    private func send(
        _ findings: [FindingRecord],
        _ place: Place,
        _ sender: Sender
    ) async -> Delivery? {
        let partition = Partition(region: place.region) ?? .aws
        let sent = SecurityFinding.Import(account: place.account, at: services.clock())
        let documents = findings.map {
            SecurityFinding($0, partition: partition.name, region: place.region, sent: sent).json
        }
        let outcome = await sender.send(
            "securityhub",
            "BatchImportFindings",
            region: place.region,
            ["Findings": .array(documents)]
        )
        let name = "Security Hub of \(place.account) in \(place.region)"
        if case .done(let answer) = outcome {
            guard let failure = answer["FailedFindings"]?.array?.first else { return nil }
            let code = failure["ErrorCode"]?.string ?? ""
            let reason = "\(name): \(code): \(failure["ErrorMessage"]?.string ?? "")"
            return code.hasPrefix("Internal") || code.contains("Throttl")
                ? .later(seconds: nil, reason: reason) : .refused("PAR-NOT-05 \(reason)")
        }
        return Self.delivery(outcome, "\(name): ")
    }

    static func delivery(_ outcome: SendOutcome, _ start: String = "") -> Delivery? {
        switch outcome {
        case .done: nil
        case .later(let reason): .later(seconds: nil, reason: start + reason)
        case .refused(let reason): .refused("PAR-NOT-05 \(start)\(reason)")
        }
    }
}
