import Document
import Guardrails
import Playbooks

extension Step {
    /// What the role of an instance may do, and who else would feel that its sessions are revoked.
    static let findRoleReach = Step(
        StepType(
            "iam.find-role-reach",
            title: "What the role of an instance profile may do, and who else uses it",
            kind: .analyse,
            site: .region,
            inputs: [
                .init("instance", .text, required: true, "the instance that has it"),
                .init("profile", .text, standard: "", "the instance profile's ARN; empty: none"),
            ],
            outputs: [
                .init("role", .text, "the role's name; empty where there is none"),
                .init("role_arn", .text, "its ARN"),
                .init("privilege", .text, "none, read, limited, power-user or administrator"),
                .init("escalations", .list(.any), "known ways to become more, with witnesses"),
                .init("witnesses", .list(.text), "requests that it may make, in words"),
                .init("policies", .list(.text), "the policies that say so"),
                .init("trusted", .any, "who may assume it"),
                .init("instances", .list(.any), "others that have it: id, account, region"),
                .init("functions", .list(.text), "Lambda functions that run as it"),
                .init("last_used", .text, "when it was last used, where AWS says so"),
                .init("revocable", .flag, "whether AWS lets an account change its policies"),
                .init("impact", .list(.text), "what revoking its sessions will hit"),
                .init("notes", .list(.text), "what people have to know"),
            ],
            permissions: [
                "iam:GetInstanceProfile", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole",
                "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
                "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies",
            ]
        )
    ) { context in
        let profile = context.text("profile")
        guard !profile.isEmpty else { return .done(["role": "", "notes": []]) }
        do throws(StepInventoryFailure) {
            let (role, notes) = try await RoleSight.find(profile: profile, context)
            guard let role else { return .done(["notes": .list(notes)]) }
            let profiles = Set(role.texts("instance_profiles") + [profile]).sorted()
            let instances = try await context.ask([
                EstateQuestion("ec2.instance", "profile", holds: profiles)
            ])
            let functions = try await context.ask([
                EstateQuestion("lambda.function", "role", holds: [role.name.arn ?? ""])
            ])
            var outputs = RoleReach(
                of: role,
                exceptFor: context.text("instance"),
                instances.resources,
                functions.resources
            ).outputs
            let reach = outputs["notes"]?.texts ?? []
            outputs["notes"] = .list(notes + instances.notes + functions.notes + reach)
            return .done(outputs)
        } catch {
            return .failed(error.text, isFinal: false)
        }
    }
}

/// How a role is found: from AWS where it may be asked, else in what sweeps have seen.
enum RoleSight {
    static func find(
        profile: String,
        _ context: StepContext
    ) async throws(StepInventoryFailure) -> (Resource?, [String]) {
        let seen = try await context.ask([
            EstateQuestion("iam.role", "instance_profiles", holds: [profile])
        ])
        let account = context.text("account")
        let inventory = seen.resources.first { $0.name.account == account }
        guard var reading = StepReading(context) else {
            return (inventory, [context.unasked] + seen.notes)
        }
        let name = await InstanceDetail.role(ofProfile: profile, &reading)
        guard let name = name ?? inventory?.name.id else {
            reading.note("nobody knows which role \(profile) carries")
            return (nil, reading.notes)
        }
        let (live, isKnown) = await reading.resource("iam.role", name, ["policies"])
        if live == nil, isKnown { reading.note("there is no role \(name) any more") }
        return (live ?? (isKnown ? nil : inventory), reading.notes)
    }
}
