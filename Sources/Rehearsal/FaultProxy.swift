import Foundation
import Glibc
import Platform

/// Stands between a client and a server on loopback, and lets some answers go wrong.
public final class FaultProxy: Sendable {
    public enum Fault: Sendable, CaseIterable {
        case throttled, serverError, reset, slow, truncated
    }

    private let server: LoopbackServer
    private let count: Lock<(requests: Int, faults: Int)>

    public var url: String { String(server.url.dropLast()) }
    /// How many requests came, and how many of them went wrong.
    public var seen: (requests: Int, faults: Int) { count.withLock { $0 } }

    /// - Parameter fault: is given the number of the request, from 0, and the request.
    public init(
        upstream: String,
        fault: @escaping @Sendable (Int, String) -> Fault?
    ) {
        let port = UInt16(upstream.split(separator: ":").last ?? "") ?? 0
        let count = Lock((requests: 0, faults: 0))
        self.count = count
        server = LoopbackServer { request in
            let number = count.withLock { count in
                count.requests += 1
                return count.requests - 1
            }
            let chosen = fault(number, request)
            if chosen != nil { count.withLock { $0.faults += 1 } }
            return Self.steps(chosen, request, port)
        }
    }

    public func stop() { server.stop() }

    private static func steps(
        _ fault: Fault?,
        _ request: String,
        _ port: UInt16
    ) -> [LoopbackServer.Step] {
        switch fault {
        case .throttled: return [answer("503 Slow Down", "SlowDown")]
        case .serverError: return [answer("500 Internal Server Error", "InternalError")]
        case .reset: return [.reset]
        case .slow:
            usleep(300_000)
            return [.send(forward(request, port)), .close]
        case .truncated:
            let whole = forward(request, port)
            return [.send(String(whole.prefix(whole.count * 3 / 4))), .close]
        case nil: return [.send(forward(request, port)), .close]
        }
    }

    /// An error that every protocol's reader can make out.
    private static func answer(_ status: String, _ code: String) -> LoopbackServer.Step {
        let body = "<Error><Code>\(code)</Code><Message>on purpose</Message></Error>"
        return .send(
            "HTTP/1.1 \(status)\r\nx-amzn-errortype: \(code)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }

    /// The whole answer; the server is asked to close behind it, so its end is plain.
    private static func forward(_ request: String, _ port: UInt16) -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, let line = request.firstRange(of: "\r\n") else { return "" }
        let closing = request.replacingCharacters(in: line, with: "\r\nConnection: close\r\n")
        let bytes = Array(closing.utf8)
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            return ""
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += buffer[..<count]
        }
    }
}
