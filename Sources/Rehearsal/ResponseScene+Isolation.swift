extension ResponseScene {
    /// What keeps an instance's flows out and in.
    static let isolation = groups + cuts + subnets + timeouts

    /// A group without rules, with the tag by which it is found.
    private static let empty = """
        vpc, place = network()
        empty = group(vpc, "quarantine", tags=[("ParapetGroup", "isolated")])
        ec2.revoke_security_group_egress(GroupId=empty, IpPermissions=[
            {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])

        """

    private static let groups = [
        ResponseScene(
            "ec2.isolate-instance",
            """
            vpc, place = network()
            web, ssh = group(vpc, "web", world(443)), group(vpc, "ssh", world(22))
            kinds = [[web], [ssh], [web, ssh]]
            inputs = {"instance": instance(place, *(kinds[n % 3] for n in range(8)))}
            """
        ),
        // A group that has the name, and one that has the tag and rules: neither is used.
        ResponseScene(
            "ec2.isolate-instance",
            """
            vpc, place = network()
            group(vpc, "parapet-isolated", world(22))
            group(vpc, "quarantine", world(22), tags=[("ParapetGroup", "isolated")])
            inputs = {"instance": instance(place, [group(vpc, "web")])}
            """
        ),
        // One that is as it has to be is shared, and stays when the change is undone.
        ResponseScene(
            "ec2.isolate-instance",
            empty
                + """
                instance(place, [empty])
                inputs = {"instance": instance(place, [group(vpc, "web")], [empty])}
                """
        ),
        ResponseScene(
            "ec2.isolate-instance",
            end: .alreadyRight,
            empty + #"inputs = {"instance": instance(place, [empty], [empty])}"#
        ),
        ResponseScene("ec2.isolate-instance", end: .refused("the instance is gone"), gone),
    ]

    private static let cuts = [
        ResponseScene(
            "ec2.cut-flows",
            empty + #"inputs = {"instance": instance(place, [empty], [empty], [empty])}"#
        ),
        ResponseScene(
            "ec2.cut-flows",
            end: .refused("the instance is not isolated"),
            empty + #"inputs = {"instance": instance(place, [empty], [group(vpc, "web")])}"#
        ),
        ResponseScene("ec2.cut-flows", end: .refused("the instance is gone"), gone),
    ]

    private static let subnets = [
        ResponseScene(
            "ec2.deny-subnet",
            """
            vpc, place = network()
            other = subnet(vpc)
            one = instance(place, [group(vpc, "web")])
            interface = ec2.create_network_interface(SubnetId=other)["NetworkInterface"]
            ec2.attach_network_interface(
                InstanceId=one, DeviceIndex=1, NetworkInterfaceId=interface["NetworkInterfaceId"])
            inputs = {"instance": one}
            """
        ),
        ResponseScene(
            "ec2.deny-subnet",
            end: .refused("its subnets hold more than the instance: eni-"),
            """
            vpc, place = network()
            instance(place, [group(vpc, "web")])
            inputs = {"instance": instance(place, [group(vpc, "db")])}
            """
        ),
        ResponseScene("ec2.deny-subnet", end: .refused("the instance is gone"), gone),
    ]

    private static let timeouts = [
        ResponseScene(
            "ec2.shorten-idle-timeouts",
            """
            vpc, place = network()
            web = group(vpc, "web")
            one = instance(place, [web], [web])
            found = ec2.describe_instances(InstanceIds=[one])["Reservations"][0]["Instances"][0]
            ec2.modify_network_interface_attribute(
                NetworkInterfaceId=found["NetworkInterfaces"][0]["NetworkInterfaceId"],
                ConnectionTrackingSpecification={"TcpEstablishedTimeout": 3600})
            inputs = {"instance": one}
            """
        ),
        // Not Nitro: there are none.
        ResponseScene(
            "ec2.shorten-idle-timeouts",
            end: .alreadyRight,
            #"inputs = {"instance": alone(InstanceType="t2.micro")}"#
        ),
        ResponseScene("ec2.shorten-idle-timeouts", end: .refused("the instance is gone"), gone),
    ]
}
