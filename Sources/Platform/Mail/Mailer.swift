/// Hands mails to servers, by SMTP over libcurl. A thread of its own: where a server is slow to say
/// goodbye, libcurl waits.
public final class Mailer: Sendable {
    private let thread: TransferThread

    public init(trust: TrustStore = .ofSystem) {
        thread = TransferThread(maxInFlight: 8, trust: trust)
    }

    deinit { thread.stop() }

    /// Where it takes it for some receivers alone, it is sent to them.
    ///
    /// - Returns: what the server said when it took the mail, and whom it did not take it for.
    public func send(_ envelope: MailEnvelope) async throws(MailFailure) -> String {
        for address in [envelope.from] + envelope.to where !Self.isPlain(address) {
            throw .address(address)
        }
        if envelope.to.isEmpty { throw .address("") }
        let transfer = MailTransfer(envelope)
        do throws(HTTPFailure) {
            _ = try await thread.perform(transfer)
        } catch {
            throw transfer.failure ?? .transfer(error)
        }
        return transfer.receipt
    }

    /// Nothing that could end the command that it is part of.
    private static func isPlain(_ address: String) -> Bool {
        address.contains("@")
            && address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>".utf8.contains($0) }
    }
}
