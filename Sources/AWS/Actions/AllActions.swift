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
}
