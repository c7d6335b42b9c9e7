import Foundation

/// How often a law is tried on random values: often where everything is tested, seldom where a room's
/// own suite is to answer at once.
public enum Trials {
    /// Whether all of them are made: `PARAPET_TRIALS=all`, as `ops/test` has it.
    public static let areAll = ProcessInfo.processInfo.environment["PARAPET_TRIALS"] == "all"

    /// A part of `many`, at least one.
    public static func of(_ many: Int) -> Int { areAll ? many : max(1, many / 100) }
}
