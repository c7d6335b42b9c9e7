extension ResponseScene {
    /// What sends an instance traffic, or keeps it in number.
    static let balancing = scaling + keeping + classic + targets

    /// - Parameter most: how many the group may have; it has two.
    private static func scaled(_ most: Int) -> String {
        """
        vpc, place = network()
        scaling = client("autoscaling", A, R)
        name = f"web-{vpc}"
        scaling.create_launch_configuration(
            LaunchConfigurationName=name, ImageId="ami-12345678", InstanceType="m5.large")
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=name, LaunchConfigurationName=name, MinSize=1, MaxSize=\(most),
            DesiredCapacity=2, VPCZoneIdentifier=place)
        made = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
        one = made["AutoScalingGroups"][0]["Instances"][0]["InstanceId"]

        """
    }

    private static let scaling = [
        // There is no room for it beside the one that replaces it.
        ResponseScene(
            "autoscaling.detach-instance",
            scaled(2) + #"inputs = {"instance": one}"#
        ),
        ResponseScene(
            "autoscaling.detach-instance",
            scaled(4)
                + """
                scaling.set_instance_protection(
                    AutoScalingGroupName=name, InstanceIds=[one], ProtectedFromScaleIn=True)
                inputs = {"instance": one}
                """
        ),
        ResponseScene(
            "autoscaling.detach-instance",
            scaled(4) + #"inputs = {"instance": one, "standby": True}"#
        ),
        // Kept before: the group looks after its own again, and keeps it when it is back.
        ResponseScene(
            "autoscaling.detach-instance",
            scaled(4) + suspended + mark("one", "resumes") + #"inputs = {"instance": one}"#
        ),
        // Another of the group is kept still.
        ResponseScene(
            "autoscaling.detach-instance",
            scaled(4) + suspended + mark("one", "resumes") + mark("two", "resumes")
                + #"inputs = {"instance": one}"#
        ),
        ResponseScene(
            "autoscaling.detach-instance",
            end: .alreadyRight,
            #"inputs = {"instance": alone()}"#
        ),
    ]

    private static let suspended = """
        two = made["AutoScalingGroups"][0]["Instances"][1]["InstanceId"]
        scaling.suspend_processes(AutoScalingGroupName=name, ScalingProcesses=["ReplaceUnhealthy"])

        """

    private static func mark(_ instance: String, _ value: String) -> String {
        """
        scaling.create_or_update_tags(Tags=[{
            "ResourceId": name, "ResourceType": "auto-scaling-group", "PropagateAtLaunch": False,
            "Key": f"ParapetKeeps/{\(instance)}", "Value": "\(value)"}])

        """
    }

    private static let keeping = [
        // Its health checks fail while it is isolated.
        ResponseScene(
            "autoscaling.keep-instance",
            scaled(4) + #"inputs = {"instance": one}"#
        ).meanwhile(
            """
            client("autoscaling", A, R).set_instance_health(
                InstanceId=inputs["instance"], HealthStatus="Unhealthy")
            """
        ),
        // Somebody else suspended it: it stays so.
        ResponseScene(
            "autoscaling.keep-instance",
            scaled(4) + suspended
                + """
                scaling.set_instance_protection(
                    AutoScalingGroupName=name, InstanceIds=[one], ProtectedFromScaleIn=True)
                inputs = {"instance": one}
                """
        ),
        // Another of the group is kept already.
        ResponseScene(
            "autoscaling.keep-instance",
            scaled(4) + suspended + mark("two", "resumes") + #"inputs = {"instance": one}"#
        ),
        // On standby nobody checks its health.
        ResponseScene(
            "autoscaling.keep-instance",
            end: .alreadyRight,
            scaled(4)
                + """
                scaling.enter_standby(
                    AutoScalingGroupName=name, InstanceIds=[one],
                    ShouldDecrementDesiredCapacity=False)
                inputs = {"instance": one}
                """
        ),
    ]

    private static let classic = [
        ResponseScene(
            "elb.deregister-instance",
            """
            vpc, place = network()
            one, other = (instance(place, [group(vpc, name)]) for name in ("web", "shop"))
            classic = client("elb", A, R)
            for name, members in (("both", [one, other]), ("first", [one]), ("second", [other])):
                classic.create_load_balancer(
                    LoadBalancerName=name, Subnets=[place], Listeners=[
                        {"Protocol": "TCP", "LoadBalancerPort": 80, "InstancePort": 80}])
                classic.register_instances_with_load_balancer(
                    LoadBalancerName=name, Instances=[{"InstanceId": i} for i in members])
            inputs = {"instance": one}
            """
        ),
        ResponseScene(
            "elb.deregister-instance",
            end: .alreadyRight,
            #"inputs = {"instance": alone()}"#
        ),
    ]

    private static let targets = [
        // By its id on two ports, by its address, and another beside it.
        ResponseScene(
            "elbv2.deregister-targets",
            """
            vpc, place = network()
            one, other = (instance(place, [group(vpc, name)]) for name in ("web", "shop"))
            found = ec2.describe_instances(InstanceIds=[one])["Reservations"][0]["Instances"][0]
            balancing = client("elbv2", A, R)

            def targets(name, kind, *members):
                made = balancing.create_target_group(
                    Name=name, Protocol="HTTP", Port=80, VpcId=vpc, TargetType=kind)
                arn = made["TargetGroups"][0]["TargetGroupArn"]
                balancing.register_targets(
                    TargetGroupArn=arn, Targets=[{"Id": i, "Port": p} for i, p in members])

            targets("ids", "instance", (one, 80), (one, 8080), (other, 80))
            targets("addresses", "ip", (found["PrivateIpAddress"], 443))
            targets("others", "instance", (other, 80))
            inputs = {"instance": one}
            """
        ),
        ResponseScene(
            "elbv2.deregister-targets",
            end: .alreadyRight,
            #"inputs = {"instance": alone()}"#
        ),
        ResponseScene("elbv2.deregister-targets", end: .refused("the instance is gone"), gone),
    ]
}
