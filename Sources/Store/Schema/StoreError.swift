import Document

/// A failure of the database, with a stable code and what to do about it.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case unreachable = "PAR-DB-01"
        case badCredentials = "PAR-DB-02"
        case noDatabase = "PAR-DB-03"
        case schemaTooOld = "PAR-DB-04"
        case schemaTooNew = "PAR-DB-05"
        case migrationAltered = "PAR-DB-06"
        case noMigrations = "PAR-DB-07"
        case notAllowed = "PAR-DB-08"
        /// The lease or the leadership that guards the write has gone to another process.
        case leaseLost = "PAR-DB-09"
        /// The sweep is not in the state that the step needs.
        case wrongState = "PAR-DB-10"
        /// The server refused or failed at a statement.
        case failed = "PAR-DB-11"
        /// A row does not have the form that this program expects.
        case unreadable = "PAR-DB-12"
        /// The server has no room left.
        case diskFull = "PAR-DB-14"
        /// A database of a layout that this program does not bring up to date.
        case schemaAbandoned = "PAR-DB-15"
        /// A process asked for what its job, or its role, does not include.
        case outOfBounds = "PAR-DB-16"
        /// Exceptions changed while a look was made.
        case stale = "PAR-DB-17"
        /// Somebody else wrote of a scope while it was looked at.
        case overtaken = "PAR-DB-18"
        /// Somebody else holds what a statement needs, for longer than it may wait.
        case locked = "PAR-DB-19"
        /// Who answers at the address did not prove to be the server.
        case untrusted = "PAR-DB-21"
        /// An exception that cannot be as it is asked for.
        case refusedException = "PAR-EXC-01"
        /// Somebody else has to decide.
        case notYours = "PAR-EXC-02"
        /// An exception that nobody asked for.
        case noException = "PAR-EXC-04"
        /// An exception that has been decided on, or has ended.
        case exceptionMoved = "PAR-EXC-05"
        /// A change, or what one is asked for, that nobody knows.
        case noChange = "PAR-CHG-01"
        /// A change that is not, or not any more, what can be decided, undone or tried again.
        case changeMoved = "PAR-CHG-02"
        /// A message that nobody sent.
        case noMessage = "PAR-NOT-30"
        /// A message's channel that the configuration does not have any more.
        case noChannel = "PAR-NOT-31"
        /// A run, or a target, that nobody knows.
        case noRun = "PAR-RUN-02"
        /// A run that is not, or not any more, where that can be said of it.
        case runMoved = "PAR-RUN-03"
        /// A playbook that the rules in force do not have.
        case noPlaybook = "PAR-RUN-10"
        /// A playbook that is another now than whoever starts it looked at.
        case otherPlaybook = "PAR-RUN-11"
        /// A gate whose roles the database does not have.
        case lockedGate = "PAR-RUN-12"
        /// A run that changes something, and no role to do it with.
        case noResponder = "PAR-RUN-13"
        /// A run that cannot be started as it is asked for.
        case refusedRun = "PAR-RUN-40"
        /// A job that is not among those that ran out of attempts.
        case noJob = "PAR-JOB-01"
        /// A sweep that is not there, or not as it would have to be.
        case refusedSweep = "PAR-SWP-04"
    }

    public let kind: Kind
    public let message: String
    /// One that fits this very case.
    private let ownHint: String?
    /// Whether the same may succeed by itself another time: the database was busy, or stopped it.
    public let isPassing: Bool

    public init(
        _ kind: Kind,
        _ message: String,
        hint: String? = nil,
        isPassing: Bool = false
    ) {
        self.kind = kind
        self.isPassing = isPassing
        self.message = message.cut(to: Self.most)
        ownHint = hint?.cut(to: Self.most)
    }

    /// What a server says may be as long as what it was asked.
    private static let most = 1000

    public var code: String { kind.rawValue }

    /// Whether the database was away, or had no room: whatever it was asked.
    public var isOutage: Bool { kind == .unreachable || kind == .diskFull }

    public var hint: String { ownHint ?? kind.hint }

    public var description: String { "\(code) \(message) | hint: \(hint)" }
}

extension StoreError.Kind {
    /// What to do about it, as far as the kind alone tells.
    public var hint: String {
        switch self {
        case .unreachable: "check that PostgreSQL runs and that the address is right"
        case .badCredentials: "check the user and the password of the database"
        case .noDatabase: "create it: createdb NAME"
        case .schemaTooOld: "run: parapet migrate"
        case .schemaTooNew: "this program is older than the schema: install the current one"
        case .migrationAltered: "put the file back as it was; a change is a file of its own"
        case .noMigrations: "set PARAPET_SQL to the folder with 'tables' and 'code'"
        case .notAllowed: "grant the user the parapet role for this task"
        case .leaseLost: "nothing was written; another process goes on with it"
        case .wrongState: "look at report.sweeps"
        case .failed: "the server's log tells more"
        case .schemaAbandoned: "make a new database and run 'parapet migrate' there"
        case .outOfBounds: "nothing was written; the server's log tells who asked"
        case .overtaken: "nothing was written; the job is done again"
        case .stale: "nothing was written; the look is made again"
        case .diskFull: "make room on the server's disk; nothing was half-written"
        case .locked: "try again; pg_locks on the server tells who holds it, a migration perhaps"
        case .untrusted:
            "the server needs a certificate with the name in the address, of roots that sslrootcert names"
        case .refusedException: "parapet exceptions list"
        case .noException: "parapet exceptions list"
        case .exceptionMoved: "nothing was changed; 'parapet exceptions show' tells what happened"
        case .noChange: "parapet changes list"
        case .noRun: "parapet playbook list"
        case .runMoved: "parapet playbook show RUN"
        case .noPlaybook: "parapet report playbooks"
        case .otherPlaybook: "look at it, and run it again"
        case .lockedGate: "create the role in the database, or name another in the playbook"
        case .refusedRun: "parapet playbook run --help"
        case .noResponder: "set roles.respond in parapet.yaml"
        case .changeMoved: "nothing was changed; 'parapet changes show' tells what happened"
        case .notYours: "ask a member of a group that the guardrail names for it"
        case .refusedSweep: "parapet status"
        case .noMessage: "parapet notices list"
        case .noChannel: "parapet channels list"
        case .noJob: "parapet jobs dead"
        case .unreadable: "check that program and schema are of the same release"
        }
    }
}
