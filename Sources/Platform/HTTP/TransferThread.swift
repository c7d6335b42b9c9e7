import CCurl

/// The one thread that calls libcurl's multi interface.
final class TransferThread: @unchecked Sendable {
    private struct Inbox {
        var started: [(Transfer, Transfer.Continuation)] = []
        /// Cancelling can come before the start has been seen, and after the end.
        var cancelled: [ObjectIdentifier: Transfer] = [:]
        var isStopped = false
        var isLast = false
    }

    private let multi: UnsafeMutableRawPointer
    private let inbox = Lock(Inbox())
    private let maxInFlight: Int
    private let trust: TrustStore

    // The thread's own.
    private var waiting: [(Transfer, Transfer.Continuation)] = []
    private var active: [ObjectIdentifier: Active] = [:]
    private var idle: [OpaquePointer] = []

    private struct Active {
        let transfer: Transfer
        let continuation: Transfer.Continuation
        let easy: OpaquePointer
    }

    private static let isReady: Bool = {
        let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
        // After OpenSSL has registered its own end, which libcurl has just let it do: the last comes
        // first, so that no thread uses what OpenSSL has taken down.
        TransferThreads.endAtExit()
        return isReady
    }()
    private static let pollMilliseconds: Int32 = 1000

    init(maxInFlight: Int, trust: TrustStore) {
        precondition(Self.isReady, "libcurl does not start")
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl: no memory") }
        self.multi = multi
        self.maxInFlight = maxInFlight
        self.trust = trust
        parapet_multi_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, maxInFlight)
        parapet_multi_long(multi, CURLMOPT_MAXCONNECTS, maxInFlight)
        TransferThreads.start(self) { [self] in run() }
    }

    /// Begins and waits for the end. A cancelled task ends the transfer at once.
    func perform(_ transfer: Transfer) async throws(HTTPFailure) -> HTTPResponse {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                start(transfer, continuation)
            }
        } onCancel: {
            cancel(transfer)
        }
        forget(transfer)
        return try outcome.get()
    }

    private func start(_ transfer: Transfer, _ continuation: Transfer.Continuation) {
        let outcome = inbox.withLock { inbox -> HTTPFailure? in
            if inbox.isStopped { return .cancelled }
            // A cancelled task may have said so before it came here.
            if inbox.cancelled.removeValue(forKey: ObjectIdentifier(transfer)) != nil {
                return .cancelled
            }
            inbox.started.append((transfer, continuation))
            return nil
        }
        if let outcome { continuation.resume(returning: .failure(outcome)) } else { wake() }
    }

    private func cancel(_ transfer: Transfer) {
        inbox.withLock { $0.cancelled[ObjectIdentifier(transfer)] = transfer }
        wake()
    }

    /// Once the sender has its outcome nobody cancels any more; a cancel that came too late must not
    /// stay behind.
    private func forget(_ transfer: Transfer) {
        inbox.withLock { $0.cancelled[ObjectIdentifier(transfer)] = nil }
    }

    /// - Parameter isLast: the process is about to end: nothing is waited for that ends with it.
    func stop(isLast: Bool = false) {
        inbox.withLock { inbox in
            inbox.isStopped = true
            inbox.isLast = isLast
        }
        wake()
    }

    private func wake() { curl_multi_wakeup(multi) }

    private func run() {
        while takeInbox() {
            startWaiting()
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            var code = CURLE_OK
            while let easy = parapet_multi_ended(multi, &code) {
                end(OpaquePointer(easy), code)
            }
            guard waiting.isEmpty || active.count >= maxInFlight else { continue }
            curl_multi_poll(multi, nil, 0, Self.pollMilliseconds, nil)
        }
        for easy in idle { curl_easy_cleanup(UnsafeMutableRawPointer(easy)) }
        curl_multi_cleanup(multi)
    }

    /// False when it is time to end; then nothing is under way any more.
    private func takeInbox() -> Bool {
        let (started, cancelled, isStopped) = inbox.withLock {
            inbox -> ([(Transfer, Transfer.Continuation)], Set<ObjectIdentifier>, Bool) in
            defer { inbox.started = [] }
            if inbox.cancelled.isEmpty { return (inbox.started, [], inbox.isStopped) }
            // One whose start is still to come stays, for start() to find.
            let known = Set(
                inbox.started.map { ObjectIdentifier($0.0) }
                    + waiting.map { ObjectIdentifier($0.0) } + active.keys
            )
            let ripe = inbox.cancelled.keys.filter(known.contains)
            for key in ripe { inbox.cancelled[key] = nil }
            return (inbox.started, Set(ripe), inbox.isStopped)
        }
        waiting += started
        for (transfer, continuation) in waiting
        where isStopped || cancelled.contains(ObjectIdentifier(transfer)) {
            continuation.resume(returning: .failure(.cancelled))
        }
        waiting.removeAll { isStopped || cancelled.contains(ObjectIdentifier($0.0)) }
        let isLast = inbox.withLock { $0.isLast }
        for (key, entry) in active where isStopped || cancelled.contains(key) {
            // Else libcurl waits for the resolver of names, which asks for as long as it likes.
            if isLast {
                parapet_easy_long(UnsafeMutableRawPointer(entry.easy), CURLOPT_QUICK_EXIT, 1)
            }
            curl_multi_remove_handle(multi, UnsafeMutableRawPointer(entry.easy))
            recycle(entry.easy)
            active[key] = nil
            entry.continuation.resume(returning: .failure(.cancelled))
        }
        return !isStopped
    }

    private func startWaiting() {
        let count = min(waiting.count, maxInFlight - active.count)
        guard count > 0 else { return }
        for (transfer, continuation) in waiting.prefix(count) {
            guard let easy = idle.popLast() ?? curl_easy_init().map({ OpaquePointer($0) }) else {
                continuation.resume(returning: .failure(.broken("libcurl: no memory")))
                continue
            }
            transfer.prepare(easy, trust: trust)
            active[ObjectIdentifier(transfer)] = Active(
                transfer: transfer,
                continuation: continuation,
                easy: easy
            )
            curl_multi_add_handle(multi, UnsafeMutableRawPointer(easy))
        }
        waiting.removeFirst(count)
    }

    private func end(_ easy: OpaquePointer, _ code: CURLcode) {
        let raw = UnsafeMutableRawPointer(easy)
        // Before the handle leaves the multi handle: afterwards it tells nothing.
        let status = parapet_easy_status(raw)
        guard let transfer = Transfer.from(parapet_easy_context(raw)),
            let entry = active.removeValue(forKey: ObjectIdentifier(transfer))
        else { return }
        curl_multi_remove_handle(multi, raw)
        recycle(easy)
        entry.continuation.resume(returning: transfer.outcome(code, status: status))
    }

    private func recycle(_ easy: OpaquePointer) {
        curl_easy_reset(UnsafeMutableRawPointer(easy))
        idle.append(easy)
    }
}
