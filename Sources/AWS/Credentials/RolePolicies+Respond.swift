import Document
import Guardrails
import Playbooks

extension RolePolicies {
    /// The tag that keeps everybody but responders off what is looked into.
    static let incidentTag = (key: "SecurityStatus", value: "IR")

    /// As for the role for changes. An instance that disks are looked at with is given a profile.
    private static let bounds: Bounds = {
        var bounds: Bounds = ["iam:PassRole": ("iam:PassedToService", ["ec2.amazonaws.com"])]
        for permission in EvidenceSnapshot.keyUse {
            bounds[permission] = ("kms:ViaService", ["ec2.*.amazonaws.com"])
        }
        return bounds
    }()

    /// What the role for responses may do: the calls of these steps and of their undo.
    static func respondStatements(_ steps: [StepType]) -> [RoleTemplate.Statement] {
        statements(Set(steps.flatMap(\.permissions)), bounds)
    }

    /// A CloudFormation template of the role which Parapet assumes for steps of playbooks that change
    /// something, and to read it again.
    public static func respondRole(_ roles: Configuration.Roles) -> String {
        let steps = Step.all.filter { $0.type.kind == .respond }
        let reads = Set(Action.responses.flatMap(\.type.readPermissions)).sorted()
        let template = RoleTemplate(
            document: "respond-role",
            purpose: "The role that Parapet assumes for steps that respond.",
            description: "Lets Parapet do what steps of its playbooks change, and undo it.",
            logicalName: "RespondRole",
            roleName: roles.respond ?? "ParapetRespond",
            policies: [
                .init("read", [.init(reads)]),
                .init("respond", respondStatements(steps.map(\.type))),
            ]
        )
        return template.text(roles)
    }

    /// A service control policy: nobody but responders touches what carries the tag, and nobody else
    /// sets the tag or takes it away.
    ///
    /// Source: AWS Organizations User Guide, "SCP syntax"; Service Authorization Reference, "Actions,
    /// resources, and condition keys for Amazon EC2", and "for AWS Systems Manager": `aws:ResourceTag`
    /// is known of what is tagged.
    public static func respondersPolicy(
        _ roles: Configuration.Roles,
        _ partition: Partition
    ) -> JSON {
        let (key, value) = incidentTag
        let names = [roles.respond ?? "ParapetRespond"]
        let responders = JSON.list(names.map { "arn:\(partition.name):iam::*:role/\($0)" })
        let others: JSON = ["aws:PrincipalArn": responders]
        let touched: Object = ["aws:ResourceTag/\(key)": .string(value)]
        let set: Object = ["aws:RequestTag/\(key)": .string(value)]
        return [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Sid": "TouchWhatIsLookedInto", "Effect": "Deny",
                    "Action": ["ec2:*", "ssm:SendCommand", "ssm:StartSession"], "Resource": "*",
                    "Condition": ["StringEquals": .object(touched), "ArnNotLike": others],
                ],
                [
                    "Sid": "SayThatItIs", "Effect": "Deny", "Action": "ec2:CreateTags",
                    "Resource": "*",
                    "Condition": ["StringEquals": .object(set), "ArnNotLike": others],
                ],
            ],
        ]
    }
}
