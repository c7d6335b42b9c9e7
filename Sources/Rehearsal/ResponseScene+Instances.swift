extension ResponseScene {
    /// What is changed of the instance itself.
    static let instances =
        protection + tags + [
            ResponseScene(
                "ec2.disable-instance-metadata",
                """
                inputs = {"instance": alone(MetadataOptions={
                    "HttpTokens": "required", "HttpPutResponseHopLimit": 3})}
                """
            ),
            ResponseScene(
                "ec2.disable-instance-metadata",
                end: .alreadyRight,
                #"inputs = {"instance": alone(MetadataOptions={"HttpEndpoint": "disabled"})}"#
            ),
            ResponseScene(
                "ec2.disable-instance-metadata",
                end: .refused("the instance is gone"),
                gone
            ),
            ResponseScene(
                "ec2.replace-profile",
                profiles
                    + """

                    ec2.associate_iam_instance_profile(
                        InstanceId=one, IamInstanceProfile={"Arn": arn + "worker"})
                    inputs = {"instance": one, "profile": arn + "bare"}
                    """
            ),
            ResponseScene(
                "ec2.replace-profile",
                profiles
                    + """

                    ec2.associate_iam_instance_profile(
                        InstanceId=one, IamInstanceProfile={"Arn": arn + "worker"})
                    inputs = {"instance": one}
                    """
            ),
            ResponseScene(
                "ec2.replace-profile",
                end: .alreadyRight,
                #"inputs = {"instance": alone()}"#
            ),
            ResponseScene("ec2.replace-profile", end: .refused("the instance is gone"), gone),
        ]

    private static let protection = [
        ResponseScene(
            "ec2.protect-instance",
            """
            one = alone(InstanceInitiatedShutdownBehavior="terminate")
            ec2.create_tags(Resources=[one], Tags=[
                {"Key": "SecurityStatus", "Value": "fine"}, {"Key": "Name", "Value": "web"}])
            inputs = {"instance": one}
            """
        ),
        // AWS has neither protection nor behaviour for it: its tags and volumes are seen to.
        ResponseScene(
            "ec2.protect-instance",
            #"inputs = {"instance": alone(InstanceMarketOptions={"MarketType": "spot"})}"#
        ),
        ResponseScene("ec2.protect-instance", end: .refused("the instance is gone"), gone),
    ]

    private static let profiles = """
        iam = client("iam", A)
        if "worker" not in [p["InstanceProfileName"]
                          for p in iam.list_instance_profiles()["InstanceProfiles"]]:
            for name in ("worker", "bare"):
                trust = {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "sts:AssumeRole",
                     "Principal": {"Service": "ec2.amazonaws.com"}}]}
                iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
                iam.create_instance_profile(InstanceProfileName=name)
                iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
        arn = f"arn:aws:iam::{A}:instance-profile/"
        one = alone()
        """

    private static let tags = [
        ResponseScene(
            "ec2.tag-resource",
            """
            one = alone()
            ec2.create_tags(Resources=[one], Tags=[{"Key": "stage", "Value": "prod"}])
            inputs = {"resource": one, "key": "stage", "value": "incident"}
            """
        ),
        ResponseScene(
            "ec2.tag-resource",
            #"inputs = {"resource": alone(), "key": "watched", "value": "yes"}"#
        ),
    ]

    static let gone = """
        inputs = {"instance": alone()}
        ec2.terminate_instances(InstanceIds=[inputs["instance"]])
        """

    /// Who works as a role.
    static let sessions = [
        ResponseScene(
            "iam.revoke-sessions",
            profiles
                + """

                ec2.associate_iam_instance_profile(
                    InstanceId=one, IamInstanceProfile={"Arn": arn + "worker"})
                inputs = {"role": "worker"}
                """
        ),
        ResponseScene(
            "iam.revoke-sessions",
            profiles
                + """

                inputs = {"role": "bare", "before": "2026-01-01T12:00:00+02:00"}
                """
        ),
        ResponseScene(
            "iam.revoke-sessions",
            end: .refused("it is service-linked"),
            """
            made = client("iam", A).create_service_linked_role(
                AWSServiceName="autoscaling.amazonaws.com")
            inputs = {"role": made["Role"]["RoleName"]}
            """
        ),
        ResponseScene(
            "iam.revoke-sessions",
            end: .refused("Parapet itself works with it"),
            #"inputs = {"role": "ParapetAudit"}"#
        ),
        ResponseScene(
            "iam.revoke-sessions",
            end: .refused("the role is gone"),
            #"inputs = {"role": "nobody"}"#
        ),
    ]
}
