import Guardrails

/// What a message is about.
public enum Matter: Sendable, Hashable {
    /// What happened to findings and changes, now.
    case transitions([Group])
    case digest(Digest)
    case firstSweep(FirstSweep)
    case changesStopped(StoppedChanges)
    case exceptionEnds(EndingException)
    case channelDead(DeadChannel)
    case run(RunNews)
    case test

    /// As JSON and the notices have it.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case transitions, digest
        case firstSweep = "first sweep"
        case changesStopped = "changes stopped"
        case exceptionEnds = "exception ends"
        case channelDead = "channel dead"
        case run
        case test
    }

    public var kind: Kind {
        switch self {
        case .transitions: .transitions
        case .digest: .digest
        case .firstSweep: .firstSweep
        case .changesStopped: .changesStopped
        case .exceptionEnds: .exceptionEnds
        case .channelDead: .channelDead
        case .run: .run
        case .test: .test
        }
    }
}
