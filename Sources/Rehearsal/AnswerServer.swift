import Foundation
import Glibc
import Platform

/// A loopback endpoint that plays AWS for a ``SyntheticEstate`` and answers at once: what a sweep of
/// many accounts costs Parapet itself. It checks no signatures and no permissions.
public final class AnswerServer: @unchecked Sendable {
    public struct Conduct: Sendable {
        /// Before each answer.
        public var latencySeconds = 0.0
        /// By `service.operation`; others have none.
        public var limits: [String: RequestLimit] = [:]
        /// Is told of each answer as it goes out: the operation, and whose account was asked.
        public var onAnswer: (@Sendable (_ operation: String, _ account: String) -> Void)?

        public init() {}
    }

    public let port: UInt16
    private let socket: Int32
    private let conduct: Conduct
    private let answers: EstateAnswers
    private let state: Lock<State>
    private let latch = Latch()

    private struct State {
        var isStopped = false
        var connections: Set<Int32> = []
        var counts: [String: Int] = [:]
        var throttles: [String: Int] = [:]
        var limits: [String: RequestLimit]
        /// Services whose requests wait.
        var held: Set<String> = []
    }

    public var url: String { "http://127.0.0.1:\(port)" }

    /// Requests that were answered, by `service.operation`; throttled ones are apart.
    public var counts: [String: Int] { state.withLock { $0.counts } }

    /// Requests that were too many.
    public var throttles: [String: Int] { state.withLock { $0.throttles } }

    /// The one security group of each account and region.
    public var groups: PlayedGroups { answers.groups }

    /// Requests that came and are not answered, because their service is held.
    public var waiting: Int { latch.waiting }

    /// From now on requests to these services get no answer, until they are let go.
    public func hold(_ services: Set<String>) {
        latch.close()
        state.withLock { $0.held = services }
    }

    public func letGo() {
        state.withLock { $0.held = [] }
        latch.open()
    }

    /// The standard variables of a caller in the estate's management account.
    public var environment: [String: String] {
        [
            "AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIA\(answers.estate.management)", "AWS_SECRET_ACCESS_KEY": "-",
        ]
    }

    public init(_ estate: SyntheticEstate, conduct: Conduct = Conduct()) {
        self.conduct = conduct
        answers = EstateAnswers(estate)
        state = Lock(State(limits: conduct.limits))
        (socket, port) = Self.listen()
        Thread.detachNewThread { [weak self, socket] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0, let self, self.admit(connection) else {
                    // Only here, where nobody waits on it any more: its number soon is another's.
                    close(socket)
                    if connection >= 0 { close(connection) }
                    return
                }
                // A thread each: Parapet keeps 256 connections at most.
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    /// Takes no more connections and ends those that are there.
    public func stop() {
        letGo()
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            shutdown(socket, Int32(SHUT_RDWR))
            // Under the lock: one that ended meanwhile has left its number to another, such as a
            // connection of a database.
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    private static func listen() -> (socket: Int32, port: UInt16) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                precondition(bind(socket, pointer, size) == 0 && Glibc.listen(socket, 512) == 0)
                getsockname(socket, pointer, &size)
            }
        }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    private func admit(_ connection: Int32) -> Bool {
        state.withLock { state in
            if !state.isStopped { state.connections.insert(connection) }
            return !state.isStopped
        }
    }

    private func serve(_ connection: Int32) {
        defer {
            // Under the lock: a number that is closed may be another connection's at once.
            state.withLock { state in
                state.connections.remove(connection)
                close(connection)
            }
        }
        // Head and body of an answer go out together; nothing is to wait for more.
        var on: Int32 = 1
        setsockopt(
            connection,
            Int32(IPPROTO_TCP),
            TCP_NODELAY,
            &on,
            socklen_t(MemoryLayout<Int32>.size)
        )
        var reader = RequestReader(connection)
        while let request = reader.next() {
            let bytes = answer(request).bytes
            if conduct.latencySeconds > 0 { usleep(UInt32(conduct.latencySeconds * 1_000_000)) }
            if let told = conduct.onAnswer, let name = answers.operation(of: request)?.name {
                told(name, request.account)
            }
            guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
            else { return }
        }
    }

    private func answer(_ request: WireCall) -> WireAnswer {
        guard let operation = answers.operation(of: request) else {
            return WireAnswer(status: 404, type: "text/plain", body: "no such operation")
        }
        let service = String(operation.name.prefix { $0 != "." })
        if state.withLock({ $0.held.contains(service) }) { latch.pass() }
        let now = ContinuousClock.now
        let isTooMuch = state.withLock { state -> Bool in
            if state.limits[operation.name]?.admits(at: now) == false {
                state.throttles[operation.name, default: 0] += 1
                return true
            }
            state.counts[operation.name, default: 0] += 1
            return false
        }
        return isTooMuch ? operation.throttled : answers.answer(request, operation)
    }
}
