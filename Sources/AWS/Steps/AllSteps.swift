import Playbooks

extension Step {
    /// Every step that playbooks can be made of.
    public static let all: [Step] = [
        .addRecord,
        .addSite,
        .associateDistribution,
        .associateWebACL,
        .attachVolumes,
        .awaitCertificate,
        .awaitChange,
        .awaitCommand,
        .awaitSite,
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
        .findProviderNetworks,
        .findPublicServers,
        .findReach,
        .findRecords,
        .findRoleReach,
        .findSameOrigin,
        .findScalingGroup,
        .findSite,
        .isolateInstance,
        .keepInstance,
        .launchForensicInstance,
        .makeWebACL,
        .probeSite,
        .protectInstance,
        .quarantineUser,
        .replaceProfile,
        .restrictOrigin,
        .revokeSessions,
        .runDocument,
        .setSiteMode,
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
