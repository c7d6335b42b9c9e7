extension ErrorCode {
    /// Of what people type, and of what is written for them.
    static let commands = [
        ErrorCode(
            "PAR-USE-01",
            "The command line is not one of ours: a name, an option or a value is wrong or missing.",
            "The message names the command, and its usage stands below; '--help' behind it tells more."
        ),
        ErrorCode(
            "PAR-USE-02",
            "A time is neither a length, nor a date, nor a time.",
            "Write 30d, 12h, 2027-01-01 (its first moment, UTC) or 2027-01-01T12:00:00Z."
        ),
        ErrorCode("PAR-USE-03", "A tag is not written KEY=VALUE.", "Write it so."),
        ErrorCode(
            "PAR-USE-04",
            "A command that asks before it goes on has nobody to ask: its input is no terminal.",
            "Say --yes where you have seen what it is about. Nothing was changed."
        ),
        ErrorCode(
            "PAR-NAM-01",
            "Nobody knows the name: of a guardrail, an account, a region, an environment, a unit, a "
                + "column or a code.",
            "Look at the suggestion; 'parapet accounts' and 'parapet report guardrails' list names. "
                + "Names are checked so that a typo is never taken for an empty answer."
        ),
        ErrorCode(
            "PAR-OUT-01",
            "What was to be printed could not be written, for example because the disk is full.",
            "Make room or name another output. What the command did before it printed stays done."
        ),
        ErrorCode(
            "PAR-OUT-02",
            "A file could not be written.",
            "Check that its folder exists, that you may write there, and that there is room."
        ),
        ErrorCode(
            "PAR-RUN-01",
            "A failure that Parapet does not know.",
            "It is a fault of ours: please tell us what you did and what was said."
        ),
        ErrorCode(
            "PAR-RUN-02",
            "There is no such run, or no such target.",
            "'parapet playbook list' lists runs; a target is looked for in report.inventory."
        ),
        ErrorCode(
            "PAR-RUN-03",
            "A run is not where that can be said of it: it asks nobody, has ended, or was decided.",
            "'parapet playbook show' tells how it stands."
        ),
        ErrorCode(
            "PAR-RUN-04",
            "A target is missing, is one too many, or is none that sweeps have seen.",
            "Name it by an id, an ARN, an address, a DNS name or tag:KEY=VALUE; sweep its account first."
        ),
        ErrorCode(
            "PAR-RUN-05",
            "Several resources are what was named as the target.",
            "Standard output has what tells them apart; name one by its id or ARN."
        ),
        ErrorCode(
            "PAR-RUN-06",
            "A file of evidence is not what was written, or not signed as expected.",
            "Compare it with what 'parapet evidence export' writes now."
        ),
        ErrorCode(
            "PAR-RUN-07",
            "A file is no file of evidence, or cannot be read.",
            "'parapet evidence export' writes one."
        ),
        ErrorCode(
            "PAR-RUN-08",
            "A key for signatures cannot be read, or is none.",
            "openssl genpkey -algorithm ed25519 writes a private key without a passphrase."
        ),
        ErrorCode(
            "PAR-RUN-09",
            "What was typed is neither an option of the command nor an input of the playbook, or does not "
                + "fit it.",
            "The message has the nearest; the playbook's file tells what it takes."
        ),
        ErrorCode(
            "PAR-RUN-10",
            "The rules in force have no playbook of that name.",
            "'parapet report playbooks' lists them; a coordinator stores those of its PARAPET_PLAYBOOKS."
        ),
        ErrorCode(
            "PAR-RUN-11",
            "The playbook in force is not the text that was meant: of the folder that was named, or as it "
                + "was a moment ago.",
            "The coordinator takes up its own folder within ten seconds; leave --folder out to run what "
                + "is in force."
        ),
        ErrorCode(
            "PAR-RUN-12",
            "Nobody can pass a gate of the playbook: the database has none of the roles that it names.",
            "Create the role and grant it to people, or name another in the playbook."
        ),
        ErrorCode(
            "PAR-RUN-13",
            "A step would change something in AWS, and no role for that is named.",
            "Set roles.respond in parapet.yaml, or run it with --only analyse or --dry-run."
        ),
        ErrorCode(
            "PAR-RUN-20",
            "A step speaks to a provider that parapet.yaml does not name.",
            "Name it under 'providers' with where its key is."
        ),
        ErrorCode(
            "PAR-RUN-21",
            "No sweep has ever collected what a step looks for, so that none found would mean nothing.",
            "Have a guardrail ask for the types, and sweep; ops/docs/web-firewall.md has them."
        ),
        ErrorCode(
            "PAR-RUN-40",
            "A run cannot be started as it was asked for: a text is too long, or options do not go together.",
            "The message says which; 'parapet playbook run --help' has what it takes."
        ),
        ErrorCode(
            "PAR-RUN-41",
            "The database user may not start runs, have them go on, or take them back.",
            "Grant the database role parapet_responder to whoever responds to incidents."
        ),
        ErrorCode(
            "PAR-RUN-30",
            "What would be changed from this machine alone, nobody would keep.",
            "Set PARAPET_DATABASE_URL so that the ledger keeps it, or run it with --only analyse or "
                + "--dry-run. Of a step: write a playbook of it, so that the rules say who may."
        ),
        ErrorCode(
            "PAR-RUN-31",
            "A run in this process found that another coordinator has other playbooks in force.",
            "Leave --local out: the cluster that is there runs it."
        ),
        ErrorCode(
            "PAR-RUN-32",
            "An input of a step is missing, unknown, or not of its type.",
            "'parapet steps NAME' lists them."
        ),
        ErrorCode(
            "PAR-FND-01",
            "There is no finding with that id.",
            "'parapet findings' lists ids; resolved ones with --status resolved."
        ),
        ErrorCode(
            "PAR-FND-02",
            "Several findings' ids begin so.",
            "Name more of the id that is meant."
        ),
        ErrorCode(
            "PAR-REP-01",
            "There is no report of that name.",
            "'parapet report' lists them."
        ),
        ErrorCode(
            "PAR-REC-01",
            "A document is not what this release expects.",
            "It may be of another release: run 'parapet migrate' with the newer program."
        ),
        ErrorCode(
            "PAR-EXC-01",
            "An exception cannot be as it is asked for: its scope, its end or its reason is refused.",
            "The message says which; correct it and ask again. Nothing was written."
        ),
        ErrorCode(
            "PAR-EXC-02",
            "Somebody else has to decide on an exception or a change: the guardrail names groups for "
                + "it ('granted-by', 'approval') that you are not in, or you asked for it yourself.",
            "Ask a member of such a group. Nothing was changed."
        ),
        ErrorCode(
            "PAR-EXC-03",
            "The condition of an exception is not CEL that fits the guardrail's resource type.",
            "'parapet catalogue TYPE' lists what a condition may name."
        ),
        ErrorCode(
            "PAR-EXC-04",
            "There is no exception with that id.",
            "'parapet exceptions list' lists them."
        ),
        ErrorCode(
            "PAR-EXC-05",
            "The exception has been decided on already, or has ended.",
            "'parapet exceptions show' tells what happened. Nothing was changed."
        ),
        ErrorCode(
            "PAR-EXC-07",
            "An exception is for something, or for everything: neither was said, or both were.",
            "Name an account, an environment, a resource or the like, or say --everything."
        ),
        ErrorCode(
            "PAR-CHG-01",
            "There is no change with that id, or no finding or guardrail that one is asked of.",
            "'parapet changes list' lists changes, 'parapet findings' findings."
        ),
        ErrorCode(
            "PAR-CHG-02",
            "The change is not what can be decided, undone or tried again, or is not any more; or "
                + "what is asked for is not to be changed at all.",
            "'parapet changes show' tells what happened. Nothing was changed."
        ),
        ErrorCode(
            "PAR-JOB-01",
            "The job is not among those that ran out of attempts.",
            "'parapet jobs dead' lists them."
        ),
        ErrorCode(
            "PAR-JOB-02",
            "The job's sweep does not run any more, so that nobody would take it.",
            "Ask for a new sweep."
        ),
        ErrorCode(
            "PAR-AUD-01",
            "An entry of the audit log is not what was written.",
            "Somebody with the rights of the schema's owner changed it: compare with a backup."
        ),
        ErrorCode(
            "PAR-AUD-02",
            "The audit log does not hold the entry with that hash any more.",
            "Entries were cut off at the end, or the hash is of another database."
        ),
        ErrorCode(
            "PAR-AUD-03",
            "The audit log is not what was signed, or not signed with that key.",
            "Somebody with the rights of the schema's owner wrote it anew, or the key is another."
        ),
        ErrorCode(
            "PAR-AUD-04",
            "The public key for the audit log cannot be used.",
            "Name an Ed25519 public key in PEM: openssl pkey -in PRIVATE -pubout."
        ),
        ErrorCode(
            "PAR-AUD-05",
            "The evidence of a run is not what the audit log says of it.",
            "Somebody with the rights of the schema's owner changed it: compare with a backup."
        ),
    ]
}
