import Rehearsal
import Testing

/// What needs a server (`PARAPET_TEST_DATABASE_URL`). A few at once: each test has a database of its own
/// and a connection per role, and a server as installed takes a hundred in all.
@Suite(.lanes(3), .enabled(if: Stage.isThere)) enum DatabaseTests {}
