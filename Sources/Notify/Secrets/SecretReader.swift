import AWS
import Document
import Guardrails
import Platform

/// Reads secrets where the configuration says that they are. Files are read each time; what Secrets
/// Manager gave is kept for minutes, in memory alone, and asked for again where a receiver denies it.
public final class SecretReader: Sendable {
    /// What a file has; nil where it cannot be read.
    public typealias FileReader = @Sendable (String) -> String?

    private struct Kept {
        let value: String
        let at: Timestamp
    }

    private let environment: [String: String]
    private let file: FileReader
    private let sessions: Sessions?
    private let clock: @Sendable () -> Timestamp
    private let kept = Lock<[String: Kept]>([:])

    private static let keptSeconds: Int64 = 300

    public init(
        environment: [String: String],
        sessions: Sessions?,
        clock: @escaping @Sendable () -> Timestamp = { .now() },
        file: @escaping FileReader
    ) {
        self.environment = environment
        self.sessions = sessions
        self.clock = clock
        self.file = file
    }

    /// Delivers with a secret. Where the receiver denies one that was kept and there is another since,
    /// it is done again with that.
    ///
    /// - Parameter deliver: also says whether the receiver denied the secret.
    func deliver(
        with secret: Configuration.Secret,
        _ deliver: (String) async -> (delivery: Delivery, isDenied: Bool)
    ) async -> Delivery {
        do throws(Stop) {
            let value = try await value(of: secret)
            let outcome = await deliver(value)
            guard outcome.isDenied, case .secret(let arn) = secret else { return outcome.delivery }
            kept.withLock { $0[arn] = nil }
            let newer = try await self.value(of: secret)
            return newer == value ? outcome.delivery : await deliver(newer).delivery
        } catch {
            return error.delivery
        }
    }

    /// What is kept there, for those who speak to others than receivers of messages.
    public func text(of secret: Configuration.Secret) async -> Result<String, Unreadable> {
        do throws(Stop) {
            return .success(try await value(of: secret))
        } catch {
            switch error.delivery {
            case .delivered: preconditionFailure("nothing is delivered here")
            case .later(_, let reason), .refused(let reason): return .failure(Unreadable(reason))
            }
        }
    }

    /// Why a secret is not to be had, without what it is.
    public struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
        public let text: String

        public var description: String { text }

        init(_ text: String) { self.text = text }
    }

    /// Without the line break that editors leave at the end of a file.
    private func value(of secret: Configuration.Secret) async throws(Stop) -> String {
        let value: String?
        let place: String
        switch secret {
        case .env(let name):
            value = environment[name]
            place = "the variable \(name)"
        case .file(let path):
            value = file(path).map(Self.trimmed)
            place = "the file \(path)"
        case .secret(let arn):
            value = try await managed(arn)
            place = arn
        }
        guard let value, !value.isEmpty else {
            throw Stop(
                .refused(
                    "PAR-NOT-03 there is no secret in \(place)"
                        + " | hint: the process that sends must be able to read it"
                )
            )
        }
        // It becomes part of headers and URLs.
        guard value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw Stop(.refused("PAR-NOT-03 the secret in \(place) has more than one line"))
        }
        return value
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while let last = text.last, last.isNewline { text.removeLast() }
        return String(text)
    }

    /// AWS Secrets Manager API Reference, GetSecretValue.
    private func managed(_ arn: String) async throws(Stop) -> String? {
        let now = clock()
        let found = kept.withLock { $0[arn] }
        if let found, now.seconds - found.at.seconds < Self.keptSeconds { return found.value }
        guard let sessions else {
            throw Stop(.refused("PAR-NOT-03 \(arn) cannot be read: there are no AWS credentials"))
        }
        let region = arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst(3).first
        let outcome = await sessions.ownSender(for: ["secretsmanager:GetSecretValue"]).send(
            "secretsmanager",
            "GetSecretValue",
            region: region.map(String.init) ?? sessions.region,
            ["SecretId": .string(arn)]
        )
        switch outcome {
        case .done(let answer):
            guard let value = answer["SecretString"]?.string else { return nil }
            kept.withLock { $0[arn] = Kept(value: value, at: now) }
            return value
        case .later(let reason):
            throw Stop(.later(seconds: nil, reason: "\(arn) cannot be read: \(reason)"))
        case .refused(let reason):
            throw Stop(.refused("PAR-NOT-03 \(arn) cannot be read: \(reason)"))
        }
    }
}
