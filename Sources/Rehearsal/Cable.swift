import Foundation
import Glibc
import Platform

/// A TCP way to a server's unix socket that can be unplugged: bytes then wait where they are, as in a
/// network that is cut, and no connection is closed.
public final class Cable: @unchecked Sendable {
    public let port: UInt16
    private let listener: Int32
    private let isPlugged = Lock(true)

    /// - Parameter path: of the server's socket.
    public init(to path: String) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                precondition(bind(listener, pointer, size) == 0 && listen(listener, 64) == 0)
                getsockname(listener, pointer, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else {
                    // Only here, where nobody waits on it any more: its number soon is another's.
                    close(listener)
                    if client >= 0 { close(client) }
                    return
                }
                let server = Self.connect(to: path)
                self.carry(from: client, to: server)
                self.carry(from: server, to: client)
            }
        }
    }

    public func unplug() { isPlugged.withLock { $0 = false } }

    public func plug() { isPlugged.withLock { $0 = true } }

    public func stop() {
        plug()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func connect(to path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                Glibc.connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        precondition(result == 0, "nobody listens at \(path)")
        return descriptor
    }

    /// Until one side closes; then the other hears of it, once the cable is plugged in.
    private func carry(from source: Int32, to target: Int32) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(source, &buffer, buffer.count, 0)
                while !isPlugged.withLock({ $0 }) { usleep(20_000) }
                guard count > 0 else { break }
                var sent = 0
                while sent < count {
                    let more = buffer[sent..<count].withUnsafeBytes {
                        send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard more > 0 else { break }
                    sent += more
                }
                guard sent == count else { break }
            }
            shutdown(target, Int32(SHUT_RDWR))
        }
    }
}
