extension ResponseScene {
    /// What is changed of the instance itself.
    static let instances = [
        ResponseScene(
            "ec2.protect-instance",
            """
            one = alone(InstanceInitiatedShutdownBehavior="terminate")
            ec2.create_tags(Resources=[one], Tags=[
                {"Key": "SecurityStatus", "Value": "fine"}, {"Key": "Name", "Value": "web"}])
            inputs = {"instance": one}
            """
        ),
        ResponseScene("ec2.protect-instance", end: .refused("the instance is gone"), gone),
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
    ]

    static let gone = """
        inputs = {"instance": alone()}
        ec2.terminate_instances(InstanceIds=[inputs["instance"]])
        """
}
