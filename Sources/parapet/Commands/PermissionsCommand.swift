import AWS
import ArgumentParser
import Document
import Guardrails

struct PermissionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions",
        abstract: "Print the roles and policies that Parapet needs in AWS.",
        discussion: """
            audit-role: a CloudFormation template for every account. remediate-role: one of the \
            second role, with which what the guardrails of $PARAPET_GUARDRAILS (default: \
            ops/guardrails) ask for is changed. notify-role: one of the third role, with which the \
            accounts' Security Hubs are told. respond-role: one of the fourth, with which steps of \
            playbooks change something; responders-scp: a service control policy that keeps everybody \
            else off what they look into. events: the way of events from every account to a \
            queue. caller-policy: what Parapet's own identity may do, in \
            the management account or a delegated administrator's. deploy: what to deploy where, the \
            management account, which stack sets skip, among it.

            The names of roles, the session's name and the external id are those of $PARAPET_CONFIG \
            where there is such a file. ARNs are of the partition of $AWS_REGION, or --partition.

            Example:
              parapet permissions audit-role > audit-role.yaml
              parapet permissions remediate-role > remediate-role.yaml
              parapet permissions notify-role > notify-role.yaml
              parapet permissions respond-role > respond-role.yaml
              parapet permissions responders-scp > responders-scp.json
              parapet permissions caller-policy > caller-policy.json
              parapet permissions events > events.yaml
              parapet permissions deploy
              parapet permissions caller-policy --partition aws-us-gov
            """
    )

    enum Document: String, ExpressibleByArgument, CaseIterable {
        case auditRole = "audit-role"
        case remediateRole = "remediate-role"
        case notifyRole = "notify-role"
        case respondRole = "respond-role"
        case respondersPolicy = "responders-scp"
        case callerPolicy = "caller-policy"
        case events, deploy
    }

    @Argument(
        help: """
            audit-role, remediate-role, notify-role, respond-role, responders-scp, caller-policy, \
            events or deploy.
            """
    )
    var document: Document

    @Option(help: "aws, aws-cn, aws-us-gov, aws-eusc, aws-iso and so on.")
    var partition: String?

    func run() throws {
        let wiring = Wiring()
        let roles =
            wiring.hasConfiguration
            ? try wiring.configuration().roles : Configuration.Roles()
        let partition = try partition(wiring)
        switch document {
        case .auditRole: Output.write(RolePolicies.auditRole(roles))
        case .remediateRole:
            let folder = GuardrailsFolder(path: wiring.guardrailsFolder)
            let guardrails = try folder.load(running: false)
            Output.write(RolePolicies.remediateRole(roles, for: guardrails))
        case .notifyRole: Output.write(RolePolicies.notifyRole(roles))
        case .respondRole: Output.write(RolePolicies.respondRole(roles))
        case .respondersPolicy:
            Output.line(RolePolicies.respondersPolicy(roles, partition).prettyText)
        case .callerPolicy: Output.line(RolePolicies.callerPolicy(roles, partition).prettyText)
        case .events: Output.write(EventTemplate.text)
        case .deploy: Output.write(RolePolicies.deploy(roles, partition))
        }
    }

    private func partition(_ wiring: Wiring) throws -> Partition {
        if let name = partition {
            if let found = Partition.all.first(where: { $0.name == name }) { return found }
            let names = Partition.all.map(\.name).joined(separator: ", ")
            throw Failure("PAR-AWS-09 AWS has no partition '\(name)'", hint: "there is \(names)")
        }
        let region = wiring.environment["AWS_REGION"] ?? wiring.environment["AWS_DEFAULT_REGION"]
        guard let region, !region.isEmpty else { return .aws }
        return try CollectCommand.partition(of: region)
    }
}
