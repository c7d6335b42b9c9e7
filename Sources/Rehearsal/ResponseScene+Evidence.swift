extension ResponseScene {
    /// What is taken as evidence, and what it is looked at with.
    static let evidence = snapshots + copies + shares + volumes + forensics + commands

    private static let snapshots = [
        ResponseScene(
            "ec2.take-snapshots",
            """
            one = alone()
            more = ec2.create_volume(AvailabilityZone=R + "a", Size=9, Encrypted=True)["VolumeId"]
            ec2.create_tags(Resources=[more], Tags=[{"Key": "team", "Value": "shop"}])
            ec2.attach_volume(VolumeId=more, InstanceId=one, Device="/dev/sdf")
            inputs = {"instance": one}
            """
        ),
        ResponseScene(
            "ec2.take-snapshots",
            end: .refused("it has no EBS volume, or is gone"),
            #"inputs = {"instance": "i-00000000000000000"}"#
        ),
    ]

    /// `own` is a key of the customer's, `snapshot(…)` makes one of a volume.
    private static let keys = """
        kms = client("kms", A, R)
        own = kms.create_key()["KeyMetadata"]["Arn"]

        def snapshot(**more):
            volume = ec2.create_volume(AvailabilityZone=R + "a", Size=8, **more)["VolumeId"]
            return ec2.create_snapshot(VolumeId=volume)["SnapshotId"]


        """

    private static let copies = [
        ResponseScene(
            "ec2.copy-snapshot",
            keys + #"inputs = {"snapshot": snapshot(Encrypted=True), "key": own}"#
        ),
        ResponseScene(
            "ec2.copy-snapshot",
            end: .alreadyRight,
            keys + #"inputs = {"snapshot": snapshot()}"#
        ),
        ResponseScene(
            "ec2.copy-snapshot",
            end: .alreadyRight,
            keys + #"inputs = {"snapshot": snapshot(Encrypted=True, KmsKeyId=own), "key": own}"#
        ),
        ResponseScene(
            "ec2.copy-snapshot",
            end: .refused("name another for the copy"),
            keys + #"inputs = {"snapshot": snapshot(Encrypted=True)}"#
        ),
        ResponseScene(
            "ec2.copy-snapshot",
            end: .refused("AWS's own key"),
            keys + #"inputs = {"snapshot": snapshot(), "key": "alias/aws/ebs"}"#
        ),
        ResponseScene(
            "ec2.copy-snapshot",
            end: .refused("there is no key"),
            keys + #"inputs = {"snapshot": snapshot(), "key": own[:-4] + "0000"}"#
        ),
        ResponseScene(
            "ec2.copy-snapshot",
            end: .refused("is Disabled"),
            keys + """
                kms.disable_key(KeyId=own.split("/")[-1])
                inputs = {"snapshot": snapshot(), "key": own}
                """
        ),
    ]

    private static let shares = [
        ResponseScene(
            "ec2.share-snapshot",
            keys + """
                one = snapshot(Encrypted=True, KmsKeyId=own)
                ec2.modify_snapshot_attribute(
                    SnapshotId=one, Attribute="createVolumePermission", OperationType="add",
                    UserIds=["200000000021"])
                inputs = {"snapshot": one, "with": "200000000033"}
                """
        ),
        ResponseScene(
            "ec2.share-snapshot",
            end: .alreadyRight,
            keys + #"inputs = {"snapshot": snapshot(), "with": A}"#
        ),
        ResponseScene(
            "ec2.share-snapshot",
            end: .refused("share a copy under another key"),
            keys + #"inputs = {"snapshot": snapshot(Encrypted=True), "with": "200000000033"}"#
        ),
    ]

    private static let volumes = [
        ResponseScene(
            "ec2.create-working-volumes",
            keys + """
                inputs = {"snapshots": [snapshot(), snapshot(Encrypted=True, KmsKeyId=own)],
                          "zone": R + "b"}
                """
        ),
        ResponseScene(
            "ec2.create-working-volumes",
            end: .refused("the snapshot is gone"),
            #"inputs = {"snapshots": ["snap-00000000000000000"], "zone": R + "a"}"#
        ),
        ResponseScene("ec2.attach-volumes", attaching(zone: "a", #""#)),
        ResponseScene(
            "ec2.attach-volumes",
            end: .refused("is attached to i-"),
            attaching(
                zone: "a",
                """
                other = alone()
                for letter, volume in zip("mnopq", inputs["volumes"]):
                    ec2.attach_volume(VolumeId=volume, InstanceId=other, Device="/dev/sd" + letter)
                """
            )
        ),
        ResponseScene(
            "ec2.attach-volumes",
            end: .refused("it is in eu-central-1b"),
            attaching(zone: "b", "")
        ),
        ResponseScene(
            "ec2.attach-volumes",
            end: .refused("has something else as /dev/sdf"),
            attaching(
                zone: "a",
                """
                inputs["volumes"] = inputs["volumes"][:1]
                taken = ec2.create_volume(AvailabilityZone=R + "a", Size=8)["VolumeId"]
                ec2.attach_volume(VolumeId=taken, InstanceId=inputs["instance"], Device="/dev/sdf")
                """
            )
        ),
    ]

    private static func attaching(zone: String, _ more: String) -> String {
        """
        inputs = {"instance": alone(), "volumes": [
            ec2.create_volume(AvailabilityZone=R + "\(zone)", Size=8)["VolumeId"] for _ in "12"]}
        \(more)
        """
    }

    private static let forensics = [
        ResponseScene(
            "ec2.launch-forensic-instance",
            """
            _, place = network()
            image = ec2.create_image(InstanceId=alone(), Name="forensics-tools")["ImageId"]
            iam = client("iam", A)
            iam.create_instance_profile(InstanceProfileName="forensics")
            inputs = {"image": image, "subnet": place, "profile": "forensics",
                      "volumes": ["vol-0123456789abcdef0"]}
            """
        ),
        ResponseScene(
            "ec2.launch-forensic-instance",
            end: .refused("there is no image ami-00000000000000000 in eu-central-1"),
            #"inputs = {"image": "ami-00000000000000000", "subnet": network()[1]}"#
        ),
        ResponseScene(
            "ec2.launch-forensic-instance",
            end: .refused("there is no subnet"),
            #"inputs = {"image": "ami-00000000000000000", "subnet": "subnet-00000000000000000"}"#
        ),
    ]

    private static let commands = [
        ResponseScene(
            "ssm.run-document",
            """
            inputs = {"instance": alone(), "document": "AWS-RunShellScript", "comment": "memory",
                      "parameters": {"commands": ["uname -a"], "executionTimeout": "60"}}
            """
        )
    ]
}
