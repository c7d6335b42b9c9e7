import Foundation

/// Holds up the threads that come to it for as long as it is closed.
public final class Latch: @unchecked Sendable {
    private let condition = NSCondition()
    private var isClosed = false
    private var held = 0

    public init() {}

    /// How many wait.
    public var waiting: Int {
        condition.lock()
        defer { condition.unlock() }
        return held
    }

    public func close() {
        condition.lock()
        isClosed = true
        condition.unlock()
    }

    public func open() {
        condition.lock()
        isClosed = false
        condition.broadcast()
        condition.unlock()
    }

    /// Returns once it is open.
    public func pass() {
        condition.lock()
        held += 1
        while isClosed { condition.wait() }
        held -= 1
        condition.unlock()
    }
}
