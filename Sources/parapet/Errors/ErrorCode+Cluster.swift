extension ErrorCode {
    /// Of sweeps, of AWS and of credentials.
    static let cluster = [
        ErrorCode(
            "PAR-SWP-01",
            "A sweep cannot be done as it was asked for: it names what is not there.",
            "'parapet accounts' and 'parapet guardrails list' list names."
        ),
        ErrorCode(
            "PAR-SWP-02",
            "The sweep that is followed is not there any more.",
            "Ask for another."
        ),
        ErrorCode(
            "PAR-SWP-03",
            "No coordinator has given a sign of life for a while, so that nobody leads a sweep.",
            "Start one with 'parapet coordinator', or use 'parapet sweep --local'."
        ),
        ErrorCode(
            "PAR-SWP-04",
            "There is no such sweep, or it is not in a state for that: ended, paused, not paused.",
            "'parapet status' lists the latest."
        ),
    ]

    static let aws = [
        ErrorCode(
            "PAR-AWS-01",
            "There are no AWS credentials, or only half of them.",
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is."
        ),
        ErrorCode(
            "PAR-AWS-02",
            "AWS's shared files, or what a profile in them names, cannot be used.",
            "The message has the profile; correct ~/.aws/config or ~/.aws/credentials."
        ),
        ErrorCode(
            "PAR-AWS-03",
            "AWS refused the credentials, or the role.",
            "Check the keys, the role's trust and the external id; 'parapet accounts' shows which "
                + "accounts refuse."
        ),
        ErrorCode(
            "PAR-AWS-04",
            "Credentials could not be had: nobody answered, or the answer was not one.",
            "Check the network and the role of the task, the pod or the instance."
        ),
        ErrorCode(
            "PAR-AWS-05",
            "AWS is not ready with what was asked for, such as a credential report.",
            "Ask again later."
        ),
        ErrorCode(
            "PAR-AWS-06",
            "AWS asked for fewer requests for credentials.",
            "Parapet waits and tries again; run fewer workers if it goes on."
        ),
        ErrorCode(
            "PAR-AWS-07",
            "No role for changes is named, so that nothing is changed.",
            "Set roles.remediate in parapet.yaml, and deploy the role."
        ),
        ErrorCode(
            "PAR-AWS-08",
            "There is no resource with that id in that place.",
            "Look in another region or account, or list them all."
        ),
        ErrorCode(
            "PAR-AWS-09",
            "AWS has no region or no partition of that name.",
            "Correct it; the message has the nearest name."
        ),
        ErrorCode(
            "PAR-AWS-10",
            "AWS does not know Parapet's own access key, or the secret is another's.",
            "Set the right keys and start again: trying once more does not help."
        ),
        ErrorCode(
            "PAR-AWS-11",
            "What was given is not the id of an account.",
            "An account's id has 12 digits; 'parapet accounts' lists them."
        ),
        ErrorCode(
            "PAR-AWS-12",
            "The session that Parapet's own keys belong to has ended.",
            "Start again with keys of a new session, or let Parapet run where a role renews itself."
        ),
        ErrorCode(
            "PAR-AWS-13",
            "AWS refuses what is signed by this machine's clock, and did not say what time it is.",
            "Set the clock and keep it right, with chrony or systemd-timesyncd."
        ),
    ]
}
