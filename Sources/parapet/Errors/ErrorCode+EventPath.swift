extension ErrorCode {
    /// Of the way that events take, as 'parapet doctor events' finds it.
    static let eventPath = [
        ErrorCode(
            "PAR-EVT-30",
            "No queue of events is named, so that sweeps alone see what changes.",
            "Deploy ops/iam/events.yaml and name its queue in events.queues of parapet.yaml."
        ),
        ErrorCode(
            "PAR-EVT-31",
            "A queue of events does not answer Parapet's own identity.",
            "Correct its url and region; 'parapet permissions caller-policy' says what it takes."
        ),
        ErrorCode(
            "PAR-EVT-32",
            "No rule of EventBridge may send to the queue.",
            "Give it the policy of ops/iam/events.yaml."
        ),
        ErrorCode(
            "PAR-EVT-33",
            "Others than the bus's rule may send to the queue.",
            "Take them out of its policy: what they send can cost looks, and no more."
        ),
        ErrorCode(
            "PAR-EVT-34",
            "The queue has no dead-letter queue.",
            "Give it the one of ops/iam/events.yaml: what nobody can take comes again for days."
        ),
        ErrorCode(
            "PAR-EVT-35",
            "Messages lie in the dead-letter queue.",
            "Look at one, mend what it says, then redrive or purge the queue."
        ),
        ErrorCode(
            "PAR-EVT-36",
            "The oldest message of the queue has waited for minutes.",
            "Start 'parapet feed', or one more of them."
        ),
        ErrorCode(
            "PAR-EVT-37",
            "The rule that hands events on is missing in a region, is off, takes too little, or hands "
                + "them elsewhere.",
            "Deploy ops/iam/events.yaml there; 'parapet permissions deploy' says how."
        ),
        ErrorCode(
            "PAR-EVT-38",
            "No trail is logging in a region, without which EventBridge may be told nothing.",
            "Start one; a trail of the organization will do."
        ),
        ErrorCode(
            "PAR-EVT-39",
            "Part of the way of events could not be looked at.",
            "The line says what it takes; nothing else is known to be wrong there."
        ),
    ]
}
