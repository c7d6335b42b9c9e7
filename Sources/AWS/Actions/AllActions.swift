extension Action {
    /// Every action that guardrails can ask for.
    static let all: [Action] = [
        .blockPublicAccess,
        .restrictToNetworks,
        .restrictIngress,
        .revokeIngress,
        .revokePeeringIngress,
        .revertEvent,
        .deactivateKey,
        .requireMFA,
        .setBoundary,
        .applyBaseline,
        .addTags,
        .startRecorder,
        .startLogging,
        .enableDetector,
        .enableHub,
    ]

    /// Those of steps that respond; guardrails cannot ask for them.
    static let responses: [Action] = Step.all.compactMap { step in
        guard case .response(let response) = step.performance else { return nil }
        return response.action
    }

    static func named(_ name: String) -> Action? {
        (all + responses).first { $0.type.name == name }
    }
}
