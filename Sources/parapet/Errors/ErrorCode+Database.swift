import Store

extension ErrorCode {
    /// Of the database; the short remedies are those that stand beside the messages.
    static let database =
        StoreError.Kind.allCases.filter { $0.rawValue.hasPrefix("PAR-DB-") }.map {
            ErrorCode($0.rawValue, meaning(of: $0), "Hint: \($0.hint).")
        } + [
            ErrorCode(
                "PAR-DB-13",
                "PARAPET_DATABASE_URL is not set.",
                "Set it, for example to postgres://localhost/parapet."
            ),
            ErrorCode(
                "PAR-DB-20",
                "The clock of a machine is off the database's by more than a minute.",
                "Set it, and keep it right with chrony or systemd-timesyncd; AWS is asked by AWS's time."
            ),
        ]

    private static func meaning(of kind: StoreError.Kind) -> String {
        switch kind {
        case .unreachable: "Nobody answers at the database's address, or the connection broke."
        case .badCredentials: "The database refused the user or the password."
        case .noDatabase: "There is no database of that name on the server."
        case .schemaTooOld: "The schema is older than this program, or not there yet."
        case .schemaTooNew: "The schema is newer than this program."
        case .migrationAltered: "A file of sql/tables that was applied has been edited since."
        case .noMigrations: "The folder with the schema is not where it is looked for."
        case .notAllowed: "The database user may not do that."
        case .leaseLost:
            "A lease, or the leadership, has gone to another process: what came late was refused."
        case .wrongState: "A sweep is not in the state that the step needs."
        case .failed: "The server refused a statement, or failed at it."
        case .unreadable: "A row does not have the form that this program expects."
        case .diskFull: "The server has no room left."
        case .schemaAbandoned: "The database is of a layout that is not brought up to date."
        case .outOfBounds: "A process asked for what its job, or its role, does not include."
        case .stale: "Exceptions changed while a look was made; the look is made again."
        case .overtaken:
            "Somebody else wrote of a scope while it was looked at; the job is done again."
        case .locked: "Somebody else held what a statement needs for longer than it may wait."
        case .untrusted:
            "Who answers at the database's address did not prove its name, or speaks in plain text."
        case .refusedException, .noException, .exceptionMoved, .notYours, .refusedSweep, .noJob,
            .noChange, .changeMoved, .noMessage, .noChannel, .noRun, .runMoved, .noPlaybook,
            .otherPlaybook, .lockedGate, .noResponder, .refusedRun:
            ""
        }
    }
}
