extension Escalation {
    /// The ways that are known.
    ///
    /// Sources: IAM User Guide, "Granting a user permissions to pass a role to an AWS service" and
    /// "Permissions boundaries for IAM entities"; Service Authorization Reference, the actions of each
    /// service with `iam:PassRole` among their dependent actions; the ways that Rhino Security Labs
    /// ("AWS IAM Privilege Escalation – Methods and Mitigation") and Datadog (pathfinding.cloud)
    /// describe.
    static let known = grants + identities + passing + workloads + boundaries

    /// Whoever attaches policies gains only by what may be attached.
    private static let everything = ["arn:{partition}:iam::aws:policy/AdministratorAccess"]
    private static let anyPolicy = ["iam:policyarn": everything]
    private static let anyBoundary = ["iam:permissionsboundary": everything]

    private static let grants = [
        Escalation("iam:PutRolePolicy", .role, .grants),
        Escalation("iam:AttachRolePolicy", .role, .grants, with: anyPolicy),
        Escalation("iam:PutUserPolicy", .user, .grants),
        Escalation("iam:AttachUserPolicy", .user, .grants, with: anyPolicy),
        Escalation("iam:PutGroupPolicy", .group, .grants),
        Escalation("iam:AttachGroupPolicy", .group, .grants, with: anyPolicy),
        Escalation("iam:CreatePolicyVersion", .policy, .grants),
        Escalation("iam:SetDefaultPolicyVersion", .policy, .grants),
    ]

    private static let identities = [
        // A trust policy of the same account that names somebody needs nothing beside it.
        Escalation("iam:UpdateAssumeRolePolicy", .role, .identity),
        Escalation("iam:CreateAccessKey", .user, .identity),
        Escalation("iam:CreateLoginProfile", .user, .identity),
        Escalation("iam:UpdateLoginProfile", .user, .identity),
        Escalation("iam:AddUserToGroup", .group, .identity),
        // Whom roles trust; which, they say themselves.
        Escalation("iam:UpdateSAMLProvider", .provider, .workload),
        Escalation("sts:AssumeRole", .role, .workload),
    ]

    private static let passing = [
        Escalation(passingTo: "ec2", "ec2:RunInstances"),
        Escalation(passingTo: "ec2", "ec2:RequestSpotInstances"),
        Escalation(passingTo: "ec2", "ec2:AssociateIamInstanceProfile"),
        Escalation(passingTo: "ec2", "ec2:ReplaceIamInstanceProfileAssociation"),
        Escalation(passingTo: "ec2", "autoscaling:CreateLaunchConfiguration"),
        Escalation(passingTo: "lambda", "lambda:CreateFunction", "lambda:InvokeFunction"),
        Escalation(passingTo: "lambda", "lambda:CreateFunction", "lambda:AddPermission"),
        Escalation(passingTo: "lambda", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
        Escalation(passingTo: "lambda", "lambda:CreateFunction", "events:PutTargets"),
        Escalation(
            passingTo: "lambda",
            "lambda:UpdateFunctionConfiguration",
            "lambda:UpdateFunctionCode"
        ),
        Escalation(passingTo: "ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
        Escalation(passingTo: "ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:StartTask"),
        Escalation(passingTo: "ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:CreateService"),
        Escalation(passingTo: "ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:UpdateService"),
        Escalation(passingTo: "ecs-tasks", "batch:RegisterJobDefinition", "batch:SubmitJob"),
        Escalation(passingTo: "tasks.apprunner", "apprunner:CreateService"),
        Escalation(passingTo: "glue", "glue:CreateDevEndpoint"),
        Escalation(passingTo: "glue", "glue:CreateJob", "glue:StartJobRun"),
        Escalation(passingTo: "glue", "glue:CreateJob", "glue:CreateTrigger"),
        Escalation(passingTo: "glue", "glue:UpdateJob", "glue:StartJobRun"),
        Escalation(passingTo: "glue", "glue:CreateSession", "glue:RunStatement"),
        Escalation(passingTo: "cloudformation", "cloudformation:CreateStack"),
        Escalation(passingTo: "cloudformation", "cloudformation:UpdateStack"),
        Escalation(
            passingTo: "cloudformation",
            "cloudformation:CreateChangeSet",
            "cloudformation:ExecuteChangeSet"
        ),
        Escalation(
            passingTo: "cloudformation",
            "cloudformation:CreateStackSet",
            "cloudformation:CreateStackInstances"
        ),
        Escalation(passingTo: "codebuild", "codebuild:CreateProject", "codebuild:StartBuild"),
        Escalation(passingTo: "codebuild", "codebuild:CreateProject", "codebuild:StartBuildBatch"),
        Escalation(passingTo: "codebuild", "codebuild:UpdateProject", "codebuild:StartBuild"),
        Escalation(passingTo: "codepipeline", "codepipeline:CreatePipeline"),
        Escalation(
            passingTo: "datapipeline",
            "datapipeline:CreatePipeline",
            "datapipeline:PutPipelineDefinition",
            "datapipeline:ActivatePipeline"
        ),
        Escalation(
            passingTo: "sagemaker",
            "sagemaker:CreateNotebookInstance",
            "sagemaker:CreatePresignedNotebookInstanceUrl"
        ),
        Escalation(passingTo: "sagemaker", "sagemaker:CreateTrainingJob"),
        Escalation(passingTo: "sagemaker", "sagemaker:CreateProcessingJob"),
        Escalation(
            passingTo: "sagemaker",
            "sagemaker:CreateUserProfile",
            "sagemaker:CreatePresignedDomainUrl"
        ),
        Escalation(passingTo: "ssm", "ssm:StartAutomationExecution"),
        Escalation(passingTo: "states", "states:CreateStateMachine", "states:StartExecution"),
        Escalation(passingTo: "states", "states:UpdateStateMachine", "states:StartExecution"),
        Escalation(passingTo: "scheduler", "scheduler:CreateSchedule"),
        Escalation(passingTo: "ec2", "elasticmapreduce:RunJobFlow"),
        Escalation(
            passingTo: "emr-serverless",
            "emr-serverless:CreateApplication",
            "emr-serverless:StartJobRun"
        ),
        Escalation(
            passingTo: "bedrock-agentcore",
            "bedrock-agentcore:CreateCodeInterpreter",
            "bedrock-agentcore:InvokeCodeInterpreter"
        ),
    ]

    private static let workloads = [
        Escalation("lambda:UpdateFunctionCode", .function, .workload),
        Escalation("lambda:UpdateFunctionConfiguration", .function, .workload),
        Escalation("ssm:SendCommand", .instance, .workload),
        Escalation("ssm:StartSession", .instance, .workload),
        Escalation("ec2-instance-connect:SendSSHPublicKey", .instance, .workload),
        Escalation(
            "ec2:ModifyInstanceAttribute",
            .instance,
            .workload,
            and: ["ec2:StopInstances", "ec2:StartInstances"]
        ),
        Escalation("codebuild:StartBuild", .project, .workload),
        Escalation("codebuild:StartBuildBatch", .project, .workload),
        Escalation("cloudformation:UpdateStack", .stack, .workload),
        Escalation(
            "cloudformation:ExecuteChangeSet",
            .stack,
            .workload,
            and: ["cloudformation:CreateChangeSet"]
        ),
        Escalation("ecs:ExecuteCommand", .task, .workload),
        Escalation("glue:UpdateDevEndpoint", .endpoint, .workload),
        Escalation("glue:UpdateJob", .job, .workload, and: ["glue:StartJobRun"]),
        Escalation("sagemaker:CreatePresignedNotebookInstanceUrl", .notebook, .workload),
    ]

    private static let boundaries = [
        Escalation("iam:DeleteRolePermissionsBoundary", .role, .boundary),
        Escalation("iam:PutRolePermissionsBoundary", .role, .boundary, with: anyBoundary),
        Escalation("iam:DeleteUserPermissionsBoundary", .user, .boundary),
        Escalation("iam:PutUserPermissionsBoundary", .user, .boundary, with: anyBoundary),
    ]
}
