import Document
import Guardrails

/// Which calls of a record are Parapet's own: those of its roles, in the sessions that it names.
public struct OwnSessions: Sendable, Hashable {
    private let roles: Set<String>
    private let sessionName: String

    public init(_ roles: Configuration.Roles) {
        // A session's ARN has the role's name without its path.
        self.roles = Set(
            [roles.audit, roles.remediate, roles.respond].compactMap {
                $0?.split(separator: "/").last
            }
            .map(String.init)
        )
        sessionName = roles.sessionName
    }

    /// Source: CloudTrail User Guide, "CloudTrail userIdentity element".
    ///
    /// - Parameter accounts: a role of the same name elsewhere is somebody else's.
    func made(_ record: JSON, accounts: Set<String>) -> Bool {
        guard let identity = record["userIdentity"], identity["type"] == "AssumedRole",
            let arn = identity["arn"]?.string
        else { return false }
        // arn:aws:sts::111122223333:assumed-role/ParapetRemediate/parapet
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[2] == "sts", accounts.contains(String(parts[4])) else {
            return false
        }
        let names = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        return names.count == 3 && names[0] == "assumed-role" && roles.contains(String(names[1]))
            && names[2] == sessionName
    }
}
