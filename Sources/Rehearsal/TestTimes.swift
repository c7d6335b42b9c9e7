import Glibc

/// How long tests took by themselves, a line each in the file that `PARAPET_TEST_TIMES` names: what a run
/// prints is the time with all that a test waited for others.
enum TestTimes {
    static func note(_ name: String, _ time: Duration) {
        guard let file = getenv("PARAPET_TEST_TIMES"), let stream = fopen(file, "a") else { return }
        defer { fclose(stream) }
        fputs("\(time / .seconds(1)) \(name)\n", stream)
    }
}
