import Foundation
import Glibc
import Platform

/// A server on loopback that answers each request by what the test says, byte for byte.
public final class LoopbackServer: @unchecked Sendable {
    public enum Step: Sendable {
        case send(String)
        /// Answers nothing more until the client goes away.
        case hang
        case close
        case reset
    }

    public let port: UInt16
    private let socket: Int32
    private let answer: @Sendable (String) -> [Step]
    private let accepted = Lock(0)

    /// How many connections were made.
    public var connections: Int { accepted.withLock { $0 } }

    public var url: String { "http://127.0.0.1:\(port)/" }

    /// - Parameter answer: is given the head and the body of a request.
    public init(_ answer: @escaping @Sendable (String) -> [Step]) {
        self.answer = answer
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                precondition(bind(socket, pointer, size) == 0 && listen(socket, 512) == 0)
                getsockname(socket, pointer, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        Self.thread { [weak self] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0, let self else {
                    // Only here, where nobody waits on it any more: its number soon is another's.
                    close(socket)
                    if connection >= 0 { close(connection) }
                    return
                }
                self.accepted.withLock { $0 += 1 }
                Self.thread { [answer] in Self.serve(connection, answer) }
            }
        }
    }

    public func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        Thread.detachNewThread(body)
    }

    private static func serve(_ connection: Int32, _ answer: (String) -> [Step]) {
        defer { close(connection) }
        while let request = readRequest(connection) {
            for step in answer(request) {
                switch step {
                case .send(let text):
                    let bytes = Array(text.utf8)
                    guard
                        send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                            == bytes.count
                    else { return }
                case .hang:
                    var byte: UInt8 = 0
                    while recv(connection, &byte, 1, 0) > 0 {}
                    return
                case .close: return
                case .reset:
                    var linger = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(
                        connection,
                        SOL_SOCKET,
                        SO_LINGER,
                        &linger,
                        socklen_t(MemoryLayout.size(ofValue: linger))
                    )
                    return
                }
            }
        }
    }

    /// Nil when the client has gone.
    private static func readRequest(_ connection: Int32) -> String? {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[..<count], as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
            let length = text[..<end.lowerBound].split(separator: "\r\n")
                .first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: " ")[1]) }
            if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
        }
    }
}
