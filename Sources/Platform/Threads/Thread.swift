import Glibc

/// Starts a detached thread.
func startThread(_ body: @escaping @Sendable () -> Void) {
    pthread_detach(startJoinedThread(body))
}

/// Starts a thread that somebody has to join.
func startJoinedThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    let body = Unmanaged.passRetained(Body(body)).toOpaque()
    let code = pthread_create(
        &thread,
        nil,
        { pointer in
            if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
            return nil
        },
        body
    )
    precondition(code == 0, "the system gives no more threads")
    return thread
}
