import Document
import Guardrails

extension RolePolicies {
    /// What Parapet's own identity may do besides taking on roles, in the management account or a
    /// delegated administrator's.
    public static let callerActions = [
        "organizations:DescribeAccount", "organizations:ListAccountsForParent",
        "organizations:ListOrganizationalUnitsForParent", "organizations:ListRoots",
        "organizations:ListTagsForResource",
    ]

    /// What it may do with the queue of events and the one beside it.
    static let queueActions = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]

    /// What Parapet's own identity may do: take on the roles that the configuration names.
    public static func callerPolicy(_ roles: Configuration.Roles, _ partition: Partition) -> JSON {
        let names = [roles.audit, roles.remediate, roles.respond, roles.notify].compactMap(\.self)
        let arns = names.map { JSON.string("arn:\(partition.name):iam::*:role/\($0)") }
        return [
            "Version": "2012-10-17",
            "Statement": [
                ["Effect": "Allow", "Action": "sts:AssumeRole", "Resource": .array(arns)],
                [
                    "Effect": "Allow", "Action": .array(callerActions.map { .string($0) }),
                    "Resource": "*",
                ],
                [
                    "Effect": "Allow", "Action": .array(queueActions.map { .string($0) }),
                    "Resource": [
                        .string("arn:\(partition.name):sqs:*:*:\(EventTemplate.queueName)*")
                    ],
                ],
                // CloudWatch knows no resources of its metrics.
                ["Effect": "Allow", "Action": "cloudwatch:GetMetricStatistics", "Resource": "*"],
            ],
        ]
    }

    /// A CloudFormation template for every account, best as a stack set over the organization.
    public static func auditRole(_ roles: Configuration.Roles) -> String {
        let template = RoleTemplate(
            document: "audit-role",
            purpose: "The role that Parapet assumes to read.",
            description: "Lets Parapet read what its guardrails judge.",
            logicalName: "AuditRole",
            roleName: roles.audit,
            policies: [.init("read", [.init(auditActions)])]
        )
        return template.text(roles)
    }

    /// Where each of them belongs, as commands of the AWS CLI.
    public static func deploy(_ roles: Configuration.Roles, _ partition: Partition) -> String {
        let parameters = """
            CallerAccount=ACCOUNT CallerArn=arn:\(partition.name):iam::ACCOUNT:role/NAME \
            ExternalId=\(roles.externalID ?? "EXTERNAL-ID")
            """
        let keys = parameters.split(separator: " ").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return "ParameterKey=\(parts[0]),ParameterValue=\(parts[1])"
        }.joined(separator: " ")
        return """
            # Written by 'parapet permissions deploy'. ACCOUNT is the account that Parapet runs in, NAME
            # the role that it runs as, ROOT the organization's root.

            # 1. Every account of the organization, and those that join it, by a stack set of the
            #    management account. It does not reach the management account itself.
            aws cloudformation create-stack-set --stack-set-name parapet-audit \\
              --template-body file://audit-role.yaml --capabilities CAPABILITY_NAMED_IAM \\
              --permission-model SERVICE_MANAGED \\
              --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
              --parameters \(keys)
            aws cloudformation create-stack-instances --stack-set-name parapet-audit \\
              --regions \(partition.mainRegion) --deployment-targets OrganizationalUnitIds=ROOT

            # 2. The management account, which the stack set skips: the same template as a stack.
            aws cloudformation deploy --stack-name parapet-audit --region \(partition.mainRegion) \\
              --template-file audit-role.yaml --capabilities CAPABILITY_NAMED_IAM \\
              --parameter-overrides \(parameters)

            # 3. The account that Parapet runs in: what its role may do. Its own audit role comes with the
            #    stack set, or with 2. where it is the management account.
            aws iam put-role-policy --role-name NAME --policy-name parapet \\
              --policy-document file://caller-policy.json

            # 4. Only where Parapet does not run in the management account: its account becomes a delegated
            #    administrator, so that it may read the organization.
            aws organizations register-delegated-administrator --account-id ACCOUNT \\
              --service-principal account.amazonaws.com

            # 5. Only where Parapet shall change something: a second role, by a stack set of its own made as
            #    in 1, and in the management account as a stack, as in 2. Nothing is changed before
            #    roles.remediate in parapet.yaml names it.
            aws cloudformation create-stack-set --stack-set-name parapet-remediate \\
              --template-body file://remediate-role.yaml --capabilities CAPABILITY_NAMED_IAM \\
              --permission-model SERVICE_MANAGED \\
              --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
              --parameters \(keys)

            # 6. Only where findings go to each account's Security Hub: a third role, likewise, and in the
            #    management account as a stack. Nothing is told before roles.notify in parapet.yaml names it.
            aws cloudformation create-stack-set --stack-set-name parapet-notify \\
              --template-body file://notify-role.yaml --capabilities CAPABILITY_NAMED_IAM \\
              --permission-model SERVICE_MANAGED \\
              --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
              --parameters \(keys)

            # 7. Only where steps of playbooks shall change something: a fourth role, likewise, and in the
            #    management account as a stack. No step changes anything before roles.respond in parapet.yaml
            #    names it.
            aws cloudformation create-stack-set --stack-set-name parapet-respond \\
              --template-body file://respond-role.yaml --capabilities CAPABILITY_NAMED_IAM \\
              --permission-model SERVICE_MANAGED \\
              --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
              --parameters \(keys)

            # 8. Only where nobody but responders shall touch what they look into: a service control policy,
            #    which an administrator of the organization attaches to its root.
            aws organizations create-policy --type SERVICE_CONTROL_POLICY --name parapet-responders \\
              --description 'What is looked into is for responders' \\
              --content file://responders-scp.json

            # 9. Only where Parapet shall answer events at once: the bus and the queue, in the account and
            #    region that Parapet runs in, with ORGANIZATION the organization's id.
            aws cloudformation deploy --stack-name parapet-events --region REGION \\
              --template-file events.yaml --capabilities CAPABILITY_IAM \\
              --parameter-overrides OrganizationId=ORGANIZATION

            # 10. What hands events on, in every other account and region, with BUS the BusArn of 9: a stack
            #    set, and stacks in the regions of the management account and the others of ACCOUNT, which
            #    the stack set skips. 'parapet doctor events' says what is missing.
            aws cloudformation create-stack-set --stack-set-name parapet-events \\
              --template-body file://events.yaml --capabilities CAPABILITY_IAM \\
              --permission-model SERVICE_MANAGED \\
              --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
              --parameters ParameterKey=OrganizationId,ParameterValue=ORGANIZATION \\
                ParameterKey=CentralBus,ParameterValue=BUS
            aws cloudformation create-stack-instances --stack-set-name parapet-events \\
              --regions REGIONS --deployment-targets OrganizationalUnitIds=ROOT

            """
    }
}
