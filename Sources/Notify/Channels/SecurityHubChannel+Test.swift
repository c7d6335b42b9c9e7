import AWS
import Document
import Guardrails
import Records

extension SecurityHubChannel {
    /// A test is no finding, and none is written for it: what Parapet has there is read.
    ///
    /// - Parameter address: the account whose Security Hub is tried, where each is told its own.
    func test(_ parcel: Parcel, to address: String?) async -> Delivery {
        guard let sessions = services.sessions else { return .withoutCredentials }
        do throws(Stop) {
            let place = try await placeToTest(address, sessions)
            let sender = try sender(in: place.account, sessions)
            let product: JSON = ["Value": .string(place.product), "Comparison": "EQUALS"]
            let outcome = await sender.send(
                "securityhub",
                "GetFindings",
                region: place.region,
                ["Filters": ["ProductArn": [product]], "MaxResults": 1]
            )
            let name = "Security Hub of \(place.account) in \(place.region)"
            let failure = Self.delivery(outcome, "\(name): ")
            return (failure ?? .delivered(reference: "\(name) answers; a test writes no finding"))
                .shown(without: [])
        } catch {
            return error.delivery.shown(without: [])
        }
    }

    private func placeToTest(
        _ address: String?,
        _ sessions: Sessions
    ) async throws(Stop) -> Place {
        if case .hub = hub { return try await hubPlace(sessions) }
        guard let address else {
            throw Stop(
                .refused(
                    "PAR-NOT-05 each account's Security Hub is told its own: there is none to try"
                        + " | hint: name an account with --to"
                )
            )
        }
        return Place(account: address, region: region ?? sessions.region)
    }
}
