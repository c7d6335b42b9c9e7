import Document
import Guardrails

/// Who else works with a role, as sweeps have seen it: they lose their sessions too.
struct RoleUsers {
    var hits: [String] = []
    var notes: [String] = []

    static func of(_ role: String, _ context: StepContext) async -> RoleUsers {
        var users = RoleUsers()
        let account = context.text("account")
        do {
            let known = try await context.inventory.resources(
                ofTypes: ["iam.role"],
                account: account,
                region: Scope.global
            )
            users.notes += known.notes
            guard let found = known.of("iam.role").first(where: { $0.name.id == role }) else {
                users.notes.append("sweeps have not seen the role: nobody knows who has it")
                return users
            }
            let trusted = trusted(found).map { "\($0) may assume it" }
            let profiles = Set(found.texts("instance_profiles"))
            users.hits += trusted
            await users.addInstances(with: profiles, context)
        } catch {
            users.notes.append(error.text)
        }
        users.notes.append("it takes effect within minutes, for sessions of every region")
        return users
    }

    private mutating func addInstances(
        with profiles: Set<String>,
        _ context: StepContext
    ) async {
        guard !profiles.isEmpty else { return }
        guard let reader = context.reader,
            case .success(let regions) = await reader.enabledRegions(
                askedIn: reader.partition.mainRegion
            )
        else {
            notes.append("nobody could read which regions may have instances with it")
            return
        }
        for region in regions {
            do {
                let known = try await context.inventory.resources(
                    ofTypes: ["ec2.instance"],
                    account: context.text("account"),
                    region: region
                )
                notes += known.notes.map { "\(region): \($0)" }
                hits += known.of("ec2.instance")
                    .filter { profiles.contains($0.text("profile") ?? "") }
                    .filter { $0.text("state") != "terminated" }
                    .map { "\($0.name.id) in \(region)" }.sorted()
            } catch {
                notes.append("\(region): \(error.text)")
            }
        }
    }

    /// The principals of its trust policy; of EC2 the instances say more.
    private static func trusted(_ role: Resource) -> [String] {
        let statement = role.document["trust"]?["Statement"]
        let statements = statement?.array ?? [statement ?? .null]
        let principals = statements.flatMap { statement -> [String] in
            if let all = statement["Principal"]?.string { return [all] }
            return (statement["Principal"] ?? .null).entries.flatMap { _, names in
                names.string.map { [$0] } ?? names.texts
            }
        }
        return Set(principals).subtracting(["ec2.amazonaws.com"]).sorted()
    }
}
