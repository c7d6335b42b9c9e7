import Playbooks

extension Step {
    /// Every step that playbooks can be made of.
    public static let all: [Step] = [
        .collectInstance,
        .cutFlows,
        .denySubnet,
        .deregisterInstance,
        .deregisterTargets,
        .detachInstance,
        .disableInstanceMetadata,
        .findExposure,
        .findPeers,
        .isolateInstance,
        .protectInstance,
        .replaceProfile,
        .revokeSessions,
        .shortenIdleTimeouts,
        .tagResource,
    ]

    public static func named(_ name: String) -> Step? { all.first { $0.type.name == name } }
}

extension StepCatalogue {
    /// The types of ``Step/all``.
    public static let aws = StepCatalogue(Step.all.map(\.type))
}
