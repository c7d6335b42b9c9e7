import Playbooks

extension Step {
    /// Every step that playbooks can be made of.
    public static let all: [Step] = [
        .associateDistribution,
        .associateWebACL,
        .attachVolumes,
        .awaitCommand,
        .awaitSnapshots,
        .awaitTTL,
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
        .findIncidentPolicy,
        .findKeyActivity,
        .findLoadBalancers,
        .findNames,
        .findPeers,
        .findProtection,
        .findPublicServers,
        .findReach,
        .findRecords,
        .findRoleReach,
        .findSameOrigin,
        .findScalingGroup,
        .isolateInstance,
        .keepInstance,
        .launchForensicInstance,
        .makeWebACL,
        .protectInstance,
        .quarantineUser,
        .replaceProfile,
        .revokeSessions,
        .runDocument,
        .setTTL,
        .shareSnapshot,
        .shortenIdleTimeouts,
        .swapRecords,
        .tagResource,
        .takeSnapshots,
        .verifyName,
    ]

    public static func named(_ name: String) -> Step? { all.first { $0.type.name == name } }
}

extension StepCatalogue {
    /// The types of ``Step/all``.
    public static let aws = StepCatalogue(Step.all.map(\.type))
}
