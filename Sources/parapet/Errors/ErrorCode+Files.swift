extension ErrorCode {
    /// Of files that people write; the message has the file, the line and the column.
    static let files =
        kinds.flatMap { kind in
            faults.map {
                ErrorCode("\(kind.code)-\($0.number)", "\(kind.file): \($0.text)", $0.remedy)
            }
        } + doubts + ownFaults

    /// YAML alone is warned of; what 'parapet policy' reads is JSON, and right or wrong.
    private static let doubts = kinds.filter { $0.code != "PAR-POL" }.map { kind in
        ErrorCode(
            "\(kind.code)-12",
            "\(kind.file): a warning: it can be used as it stands, and is hardly meant.",
            "Correct what is not meant; the file is used all the same."
        )
    }

    private static let kinds = [
        (code: "PAR-CFG", file: "parapet.yaml"), (code: "PAR-GRD", file: "A guardrail"),
        (code: "PAR-BAS", file: "A baseline"), (code: "PAR-DOC", file: "A resource's document"),
        (code: "PAR-FRW", file: "A framework's file"), (code: "PAR-PLB", file: "A playbook"),
        (code: "PAR-POL", file: "A file for 'parapet policy'"),
    ]

    private static let faults = [
        (number: "01", text: "it is not YAML or JSON.", remedy: "Mind indentation and quotes."),
        (
            number: "02", text: "a key that is not known there.",
            remedy: "Look at the suggestion; a key is never ignored."
        ),
        (
            number: "03", text: "a value of another type than is expected.",
            remedy: "The message says which type belongs there."
        ),
        (number: "04", text: "a key that has to be there is missing.", remedy: "Add it."),
        (
            number: "05", text: "a value that cannot be.",
            remedy: "The message says what may stand there."
        ),
    ]

    private static let ownFaults = [
        ErrorCode(
            "PAR-CFG-06",
            "An account is matched by several environments.",
            "Let one of them match it alone, or name its environment under 'accounts'."
        ),
        ErrorCode(
            "PAR-CFG-07",
            "The file is there already, and is not written over.",
            "Name another with --output."
        ),
        ErrorCode(
            "PAR-CFG-08",
            "parapet.yaml cannot be read.",
            "Write one with 'parapet init', or set PARAPET_CONFIG."
        ),
        ErrorCode(
            "PAR-CFG-09",
            "'parapet init' cannot write the file it was asked for.",
            "Name another with --output, or make the folder writable."
        ),
        ErrorCode(
            "PAR-GRD-07",
            "Two guardrails have the same name, or one's earlier name is still another's.",
            "Give one of them another name."
        ),
        ErrorCode(
            "PAR-GRD-08",
            "There are no guardrails where they are looked for.",
            "Set PARAPET_GUARDRAILS to the folder that holds them."
        ),
        ErrorCode(
            "PAR-GRD-09",
            "A guardrail's file cannot be read as text.",
            "Check its permissions, and that it is UTF-8."
        ),
        ErrorCode(
            "PAR-GRD-10",
            "There is no guardrail of that name in the folder.",
            "'parapet guardrails list' lists them."
        ),
        ErrorCode(
            "PAR-GRD-11",
            "A guardrail names an environment that parapet.yaml does not declare.",
            "Correct the name, or declare it under 'environments'."
        ),
        ErrorCode(
            "PAR-GRD-13",
            "A guardrail names a control that the framework does not have.",
            "Correct the name; the framework's file lists its controls."
        ),
        ErrorCode(
            "PAR-GRD-14",
            "An action of a guardrail proposes nothing: a parameter that it needs is missing or empty.",
            "Give it under 'with', or fill what it is taken from, such as networks.known."
        ),
        ErrorCode(
            "PAR-GRD-15",
            "A guardrail asks for changes, and no role that makes changes is named.",
            "Set roles.remediate in parapet.yaml, or let the guardrail observe."
        ),
        ErrorCode(
            "PAR-GRD-16",
            "A guardrail asks for more than changes.at-most of parapet.yaml lets it do.",
            "It gets what is the most; raise that, or ask for less."
        ),
        ErrorCode(
            "PAR-GRD-17",
            "A guardrail asks for changes, and nobody may approve them.",
            "Name a role of the database with 'approval', in the guardrail or in parapet.yaml."
        ),
        ErrorCode(
            "PAR-GRD-18",
            "A guardrail's filter names an account that nobody has: it would be judged nowhere there.",
            "Correct the id; 'parapet accounts' lists them."
        ),
        ErrorCode(
            "PAR-GRD-19",
            "A guardrail names a version of a framework that is not known.",
            "Correct the name, or write the version's file in the folder 'frameworks' beside it."
        ),
        ErrorCode(
            "PAR-GRD-20",
            "A guardrail waits for an event that tells of no resource of its type.",
            "Correct the name: 'parapet catalogue TYPE' shows the events, by CloudTrail's names."
        ),
        ErrorCode(
            "PAR-ACT-01",
            "There is no action of that name.",
            "'parapet actions' lists them."
        ),
        ErrorCode(
            "PAR-BAS-08",
            "A baseline cannot be read.",
            "Correct 'baselines' in parapet.yaml: a name there starts at that file's folder."
        ),
        ErrorCode(
            "PAR-DOC-08",
            "A resource's document cannot be read as text.",
            "Check its name and its permissions."
        ),
        ErrorCode(
            "PAR-PLB-07",
            "Two playbooks have the same name.",
            "Give one of them another name."
        ),
        ErrorCode(
            "PAR-PLB-08",
            "There are no playbooks where they are looked for.",
            "Name a file, or set PARAPET_PLAYBOOKS to the folder that holds them."
        ),
        ErrorCode(
            "PAR-PLB-09",
            "A playbook's file cannot be read as text.",
            "Check its name and its permissions, and that it is UTF-8."
        ),
        ErrorCode(
            "PAR-PLB-11",
            "There is no step of that name.",
            "'parapet steps' lists them."
        ),
        ErrorCode(
            "PAR-POL-06",
            "The inventory has no resource of that ARN or id that has a policy.",
            "Look at report.inventory, or give the policies with --input."
        ),
        ErrorCode(
            "PAR-POL-07",
            "Several resources have that id.",
            "Name the one that is meant by its ARN; the message has them."
        ),
        ErrorCode(
            "PAR-POL-08",
            "A file for 'parapet policy' cannot be read as text.",
            "Check its name and its permissions."
        ),
        ErrorCode(
            "PAR-CAT-01",
            "There is no resource type of that name.",
            "'parapet catalogue' lists them."
        ),
        ErrorCode(
            "PAR-CAT-02",
            "Nothing is read for that type: it is what a sweep knows beforehand.",
            "'parapet catalogue TYPE' tells what it has."
        ),
        ErrorCode(
            "PAR-CEL-01",
            "An expression is not CEL, or names what is not there.",
            "The message has the place in the text."
        ),
        ErrorCode(
            "PAR-CEL-02",
            "An expression was evaluated and failed, such as by a division by zero.",
            "Guard what may be missing with has(), and what may be zero."
        ),
    ]
}
