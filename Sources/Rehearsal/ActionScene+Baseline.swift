extension ActionScene {
    /// A file for `baselines:` with what the scenes ask of their roles and policies.
    public static func baselineFile(of scenes: [ActionScene]) -> String {
        ["role": "roles", "policy": "policies"].sorted { $0.key < $1.key }
            .map { kind, key in
                let items = scenes.compactMap { scene -> String? in
                    guard let baseline = scene.baseline, scene.part.hasPrefix("\(kind)/") else {
                        return nil
                    }
                    return "  \(scene.part.dropFirst(kind.count + 1)): \(baseline)"
                }
                return items.isEmpty ? "" : "\(key):\n\(items.joined(separator: "\n"))\n"
            }
            .joined()
    }

    private static func part(
        _ part: String,
        asks baseline: String,
        with: String = "",
        plant: String
    ) -> ActionScene {
        ActionScene(
            action: "iam.apply-baseline",
            plant: plant.isEmpty ? "" : trust + plant,
            guardrail: """
                resource: aws.account
                related:
                  roles: { resource: iam.role, reads: [policies] }
                  policies: { resource: iam.policy }
                each: { item: resource.baseline }
                criteria: item.drift(related.roles, related.policies).size() > 0
                actions: [{ do: iam.apply-baseline\(with) }]
                """,
            part: part,
            baseline: baseline
        )
    }

    private static let trust = """
        iam = client("iam", A)
        def policy(effect, action, **more):
            return json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": effect, "Action": action, **more}]})
        def trust(account):
            return policy("Allow", "sts:AssumeRole", Principal={"AWS": f"arn:aws:iam::{account}:root"})

        """

    private static let trusted =
        #"{ Statement: { Effect: Allow, Principal: { AWS: "arn:aws:iam::200000000013:root" }, "#
        + #"Action: "sts:AssumeRole" } }"#

    static let baselines = [
        part(
            "role/base-attached",
            asks: "{ attached: [SecurityAudit, base-own], "
                + "boundary: \"arn:aws:iam::200000000013:policy/base-own\", "
                + "inline: { own: { Statement: { Effect: Allow, Action: \"s3:GetObject\", "
                + "Resource: \"*\" } } } }",
            plant: """
                iam.create_policy(
                    PolicyName="base-own", PolicyDocument=policy("Allow", "s3:*", Resource="*"))
                iam.create_role(RoleName="base-attached", AssumeRolePolicyDocument=trust("200000000013"))
                for name in ("AdministratorAccess", "SecurityAudit"):
                    iam.attach_role_policy(
                        RoleName="base-attached", PolicyArn="arn:aws:iam::aws:policy/" + name)
                for name in ("own", "other"):
                    iam.put_role_policy(RoleName="base-attached", PolicyName=name,
                                        PolicyDocument=policy("Allow", "s3:Put*", Resource="*"))
                """
        ),
        part(
            "role/base-trust",
            asks: "{ trust: \(trusted) }",
            plant: """
                iam.create_role(RoleName="base-trust", AssumeRolePolicyDocument=trust("999900000001"))
                """
        ),
        part(
            "role/base-made",
            asks: "{ trust: \(trusted), attached: [ReadOnlyAccess], inline: { own: { Statement: "
                + "{ Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\" } } } }",
            with: ", with: { create: true }",
            plant: ""
        ),
        part(
            "policy/base-drifted",
            asks: "{ document: { Statement: { Effect: Deny, Action: \"organizations:*\", "
                + "Resource: \"*\" } } }",
            plant: """
                iam.create_policy(
                    PolicyName="base-drifted", Path="/filed/",
                    PolicyDocument=policy("Deny", "organizations:LeaveOrganization", Resource="*"))
                """
        ),
        part(
            "policy/base-made",
            asks: "{ document: { Statement: { Effect: Deny, Action: \"organizations:*\", "
                + "Resource: \"*\" } } }",
            with: ", with: { create: true }",
            plant: ""
        ),
    ]
}
