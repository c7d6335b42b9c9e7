import Document
import Platform
import Rehearsal
import Testing

@testable import AWS

extension ImpervaServer {
    /// Our client, which waits for nobody.
    func firewall(key: String = Self.key.key, attempts: Int = 5) -> ImpervaFirewall {
        var patience = ImpervaFirewall.Patience()
        patience.attempts = attempts
        patience.firstPauseSeconds = 0.001
        return ImpervaFirewall(http: HTTPClient(), url: url, patience: patience) {
            .success(ProviderKey(id: Self.key.id, key: key))
        }
    }

    var providers: ActionProviders { ActionProviders([ImpervaFirewall.service: firewall()]) }

    func addSite(_ domain: String) async throws {
        let outcome = await firewall().send(
            FirewallProvider.Call.addSite,
            ["domain": .string(domain), "ref": "somebody's"]
        )
        guard case .done = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    func set(faults: (operation: String, effect: String, count: Int)...) async throws {
        let list = faults.map { fault -> JSON in
            [
                "operation": .string(fault.operation), "effect": .string(fault.effect),
                "count": .int(Int64(fault.count)),
            ]
        }
        try await set(["faults": .array(list)])
    }
}
