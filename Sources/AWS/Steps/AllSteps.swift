import Playbooks

extension Step {
    /// Every step that playbooks can be made of.
    public static let all: [Step] = [
        .attachVolumes,
        .awaitCommand,
        .awaitSnapshots,
        .blockPublicAccess,
        .collectInstance,
        .copySnapshot,
        .createWorkingVolumes,
        .cutFlows,
        .deactivateKey,
        .denySubnet,
        .deregisterInstance,
        .deregisterTargets,
        .detachInstance,
        .disableInstanceMetadata,
        .findActivity,
        .findBucketExposure,
        .findExposure,
        .findKeyActivity,
        .findLoadBalancers,
        .findNames,
        .findPeers,
        .findReach,
        .findRoleReach,
        .findSameOrigin,
        .findScalingGroup,
        .isolateInstance,
        .launchForensicInstance,
        .protectInstance,
        .quarantineUser,
        .replaceProfile,
        .revokeSessions,
        .runDocument,
        .shareSnapshot,
        .shortenIdleTimeouts,
        .tagResource,
        .takeSnapshots,
    ]

    public static func named(_ name: String) -> Step? { all.first { $0.type.name == name } }
}

extension StepCatalogue {
    /// The types of ``Step/all``.
    public static let aws = StepCatalogue(Step.all.map(\.type))
}
