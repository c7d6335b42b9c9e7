import Playbooks

extension Step {
    /// Every step that playbooks can be made of.
    public static let all: [Step] = [
        .collectInstance,
        .findActivity,
        .findExposure,
        .findLoadBalancers,
        .findNames,
        .findPeers,
        .findReach,
        .findRoleReach,
        .findSameOrigin,
        .findScalingGroup,
    ]

    public static func named(_ name: String) -> Step? { all.first { $0.type.name == name } }
}

extension StepCatalogue {
    /// The types of ``Step/all``.
    public static let aws = StepCatalogue(Step.all.map(\.type))
}
