import Testing

/// What needs a server (`PARAPET_TEST_DATABASE_URL`). One after another: each test has a database
/// of its own and a connection per role, and a server as installed takes a hundred in all.
@Suite(.serialized, .enabled(if: Stage.isThere)) enum DatabaseTests {}
