extension ErrorCode {
    /// Of channels, and of what goes through them.
    static let telling = [
        ErrorCode(
            "PAR-NOT-01",
            "A guardrail tells a channel that parapet.yaml does not have.",
            "Add it under 'channels', or correct the guardrail's 'to'."
        ),
        ErrorCode(
            "PAR-NOT-02",
            "An account's Security Hub is to be told, and no role for that is named.",
            "Deploy the role of 'parapet permissions notify-role', and name it with roles.notify."
        ),
        ErrorCode(
            "PAR-NOT-03",
            "The secret of a channel or a provider is not where parapet.yaml says, or cannot be read.",
            "The process that speaks to it needs the variable, the file, or secretsmanager:GetSecretValue."
        ),
        ErrorCode(
            "PAR-NOT-04",
            "A channel leads to an address that is not on the internet; nothing was sent there.",
            "Where it is meant, name the host or its network with 'allow' of the channel."
        ),
        ErrorCode(
            "PAR-NOT-05",
            "A channel's receiver said no; the message has what it said.",
            "Correct the channel, or what it may do over there; 'parapet channels test' tries it."
        ),
        ErrorCode(
            "PAR-NOT-06",
            "A channel's receiver is not trusted, or would be spoken to in the clear.",
            "Its certificate must be of an authority that the system trusts, for the name that is used."
        ),
        ErrorCode(
            "PAR-NOT-07",
            "A channel's URL, or a mail address, is none.",
            "Correct it, or the secret that has it; http is spoken on this machine only."
        ),
        ErrorCode(
            "PAR-NOT-30",
            "Nobody knows a notice or a message of that number or id.",
            "'parapet notices list' has them; what is older than retention.notices is forgotten."
        ),
        ErrorCode(
            "PAR-NOT-31",
            "The channel of a message is not in parapet.yaml any more.",
            "Name it there again, and send the message again."
        ),
        ErrorCode(
            "PAR-NOT-32",
            "There is no channel of that name.",
            "'parapet channels list' has those that are used; a new one goes under 'channels'."
        ),
        ErrorCode(
            "PAR-NOT-33",
            "A channel did not take a message that somebody tried it with.",
            "The message has what it said; correct the channel, or what it may do over there."
        ),
        ErrorCode(
            "PAR-NOT-34",
            "A notice is to be sent again that no message tells of.",
            "It waits still, ended before anybody was told, or no channel is for it."
        ),
        ErrorCode(
            "PAR-NOT-35",
            "What people would be told is asked for, and parapet.yaml has no channels.",
            "Add some under 'channels'; nothing is sent before a coordinator reads the file."
        ),
    ]
}
