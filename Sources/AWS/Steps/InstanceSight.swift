import Document
import Guardrails

/// What sweeps have seen of one instance and what surrounds it.
enum InstanceSight {
    case seen(Resource, KnownResources)
    /// - Parameter isKnown: whether all instances of its region are known.
    case unseen(KnownResources, isKnown: Bool, why: String)
    case failed(StepInventoryFailure)

    init(_ context: StepContext, _ types: [String]) async {
        do {
            let known = try await context.inventory.resources(
                ofTypes: ["ec2.instance"] + types,
                account: context.text("account"),
                region: context.text("region")
            )
            let id = context.text("instance")
            let place = "\(context.text("account")) \(context.text("region"))"
            if let found = known.of("ec2.instance").first(where: { $0.name.id == id }) {
                self = .seen(found, known)
            } else if let gap = known.gaps["ec2.instance"] {
                let why = "nobody knows '\(id)' in \(place): \(gap.summary)"
                self = .unseen(known, isKnown: false, why: why)
            } else {
                self = .unseen(
                    known,
                    isKnown: true,
                    why: "there is no instance '\(id)' in \(place)"
                )
            }
        } catch {
            self = .failed(error)
        }
    }
}
