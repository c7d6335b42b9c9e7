extension ResponseScene {
    /// What keeps an instance's flows out and in.
    static let isolation = [
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
            """
            vpc, place = network()
            empty = group(vpc, "quarantine", tags=[("ParapetGroup", "isolated")])
            ec2.revoke_security_group_egress(GroupId=empty, IpPermissions=[
                {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
            instance(place, [empty])
            inputs = {"instance": instance(place, [group(vpc, "web")], [empty])}
            """
        ),
        ResponseScene("ec2.isolate-instance", end: .refused("the instance is gone"), gone),
    ]
}
