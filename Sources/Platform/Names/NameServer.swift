import Document
import Glibc

/// A DNS server that is asked over UDP. Whoever answers is believed, so that an answer may tell whether
/// a change is seen yet, and nothing more.
public struct NameServer: Sendable {
    private let host: String
    private let port: String

    private static let threads = WorkThreads(count: 2)
    private static let mostBytes = 4096
    /// IANA, "Assigned Internet Protocol Numbers"; which sockets speak it, the C library knows.
    private static let udp: Int32 = 17

    /// - Parameter text: an address, with a port where that is not 53: `192.0.2.53`, `[::1]:5353`. Nil
    ///   for what is neither.
    public init?(_ text: String) {
        let isBracketed = text.hasPrefix("[")
        let parts: [String]
        if isBracketed {
            parts = text.dropFirst().split(separator: "]", maxSplits: 1).map(String.init)
        } else if text.filter({ $0 == ":" }).count > 1 {
            parts = [text]
        } else {
            parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        }
        guard let host = parts.first, PeerAddress(host) != nil else { return nil }
        self.host = host
        let port = parts.count > 1 ? parts[1].drop { $0 == ":" } : "53"
        guard UInt16(port) != nil else { return nil }
        self.port = String(port)
    }

    /// The first that this machine asks (resolv.conf(5)); nil where none is named.
    public static var ofSystem: NameServer? {
        guard let text = try? SmallFile.read("/etc/resolv.conf") else { return nil }
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count > 1, words[0] == "nameserver" { return NameServer(String(words[1])) }
        }
        return nil
    }

    /// Asks once, and again where no answer comes.
    public func ask(
        _ question: NameQuestion,
        timeoutMilliseconds: Int = 3000
    ) async -> NameQuestion.Outcome {
        await Self.threads.run {
            for _ in 0..<2 {
                if let outcome = exchange(question, timeoutMilliseconds) { return outcome }
            }
            return .failed("\(host) does not answer")
        }
    }

    /// Nil where no answer came in time.
    private func exchange(_ question: NameQuestion, _ timeout: Int) -> NameQuestion.Outcome? {
        let random = randomBytes(2)
        let id = UInt16(random[0]) << 8 | UInt16(random[1])
        guard let socket = open(timeout) else { return .failed("\(host) cannot be asked") }
        defer { close(socket) }
        let message = question.message(id: id)
        guard send(socket, message, message.count, 0) == message.count else {
            return .failed("\(host) cannot be asked")
        }
        var buffer = [UInt8](repeating: 0, count: Self.mostBytes)
        // What answers another question is left aside, as often as it comes before the time is over.
        for _ in 0..<16 {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            if let outcome = question.outcome(of: Array(buffer[..<count]), id: id) {
                return outcome
            }
        }
        return nil
    }

    /// A socket that hears this server alone.
    private func open(_ timeout: Int) -> Int32? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_protocol = Self.udp
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &found) == 0, let address = found?.pointee else {
            return nil
        }
        defer { freeaddrinfo(found) }
        let made = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard made >= 0 else { return nil }
        var limit = timeval(tv_sec: timeout / 1000, tv_usec: timeout % 1000 * 1000)
        setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard connect(made, address.ai_addr, address.ai_addrlen) == 0 else {
            close(made)
            return nil
        }
        return made
    }
}
