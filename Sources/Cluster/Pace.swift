import Store

/// The cluster's times and limits.
public struct Pace: Sendable {
    /// A worker without a heartbeat for so long has lost its jobs.
    public var leaseSeconds = 20
    /// Between two looks at the queue; a notification comes sooner.
    public var pollSeconds = 1.0
    /// Jobs of one worker at the same time.
    public var concurrency = 8
    /// A job that takes longer is given to another worker.
    public var deadlineSeconds = 900
    /// Between two looks at the guardrails' clocks.
    public var scheduleSeconds = 10.0
    /// Between two turns of what keeps the house in order.
    public var tidySeconds = 600.0
    public var budgets = Queue.Budgets()
    /// How long a stopping worker lets its jobs go on.
    public var drainSeconds = 20.0
    /// How long a change may take to show in what AWS answers.
    public var verifySeconds = 30.0

    /// How long a poll of a queue waits for messages.
    public var receiveSeconds = 20
    /// Polls of one queue at the same time, while many messages come.
    public var polls = 32

    /// What a role and its regions were is remembered for so long.
    public var rememberSeconds = 3600
    /// Between two readings of the organization.
    public var organizationSeconds = 600

    public init() {}

    /// Another coordinator takes over so long after the leader's last sign of life, and a poll later.
    var leadSeconds: Int { min(leaseSeconds, 8) }

    var heartbeatSeconds: Double { Double(leaseSeconds) / 4 }
}
