import AWS
import ArgumentParser
import Document

struct PermissionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions",
        abstract: "Print the roles and policies that Parapet needs in AWS.",
        discussion: """
            audit-role: a CloudFormation template for every account. caller-policy: what Parapet's \
            own identity may do, in the management account or a delegated administrator's.

            Example:
              parapet permissions audit-role > audit-role.yaml
              parapet permissions caller-policy
            """
    )

    enum Document: String, ExpressibleByArgument, CaseIterable {
        case auditRole = "audit-role"
        case callerPolicy = "caller-policy"
    }

    @Argument(help: "audit-role or caller-policy.")
    var document: Document

    func run() {
        switch document {
        case .auditRole: print(RolePolicies.auditRole, terminator: "")
        case .callerPolicy: print(RolePolicies.callerPolicy.prettyText)
        }
    }
}
