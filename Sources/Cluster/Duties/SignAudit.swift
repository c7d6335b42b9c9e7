import Platform
import Store

/// Vouches for the audit log, and through it for the evidence of runs, by the key that the configuration
/// names. Without one nothing is signed, and `parapet audit verify` says so.
final class SignAudit: Duty {
    private let tools: LeaderTools
    private let state = Lock(State())

    private struct State {
        /// What this process signed last.
        var last: AuditLog.Head?
        /// What was said last of a key that cannot be used, or of a log that cannot be signed.
        var problem: String?
    }

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { 60 }

    /// Runs of a turn.
    private static let runLimit = 200

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let runs = try await tools.signatures.logGrownEvidence(limit: Self.runLimit, token: token)
        if let key = key() {
            let known = state.withLock { $0.last }
            switch try await tools.signatures.sign(with: key, after: known, token: token) {
            case .signed(let head), .unchanged(let head):
                state.withLock { $0 = State(last: head) }
            case .broken(let entry):
                report("not signed: entry \(entry) of the audit log is not what was written")
            }
        }
        return Turn(isSoon: runs == Self.runLimit)
    }

    /// What was done since the last turn is signed before another leads.
    func leave(token: Int64) async throws(StoreError) { _ = try await perform(token: token) }

    private func key() -> Ed25519.PrivateKey? {
        // Files that cannot be read are told of elsewhere.
        guard let path = try? tools.rules.book().configuration.signingKeyFile else { return nil }
        do throws(SmallFile.Fault) {
            guard let text = try SmallFile.read(path) else {
                report("nothing is signed: \(path) is not there")
                return nil
            }
            do throws(Ed25519.NoKey) {
                return try Ed25519.PrivateKey(pem: text)
            } catch {
                report("nothing is signed: \(path): \(error.text)")
            }
        } catch {
            report("nothing is signed: \(path) \(error.reason)")
        }
        return nil
    }

    /// Once, until it is another.
    private func report(_ problem: String) {
        let isNews = state.withLock { state in
            defer { state.problem = problem }
            return state.problem != problem
        }
        if isNews { tools.logger.error("\(problem)") }
    }
}
