/// A step that responds, on the stand-in: what is planted, and what the step is given.
public struct ResponseScene: Sendable {
    /// What is to become of it.
    public enum End: Sendable, Hashable {
        /// It is changed, and where the step has an undo it is put back.
        case changed
        /// There is nothing to do.
        case alreadyRight
        /// It is not done, for a reason that says this.
        case refused(String)
    }

    public static let account = ActionScene.account
    public static let region = ActionScene.region

    public let step: String
    /// Python, as `StandIn.plant` runs it, after ``preamble``: it sets `inputs`, the step's own.
    public let plant: String
    public var end = End.changed
    /// What AWS does to it before the step is taken back: Python that knows `inputs`.
    public private(set) var meanwhile: String?

    public init(_ step: String, end: End = .changed, _ plant: String) {
        self.step = step
        self.plant = plant
        self.end = end
    }

    /// Of steps that have many scenes a file of its own: `ResponseScene+NAME.swift`.
    public static let all: [ResponseScene] =
        balancing + evidence + firewalls + instances + isolation + leaks + sessions + web

    func meanwhile(_ python: String) -> ResponseScene {
        var scene = self
        scene.meanwhile = python
        return scene
    }

    /// As `StandIn.plant` runs what happens meanwhile to a thing that the step was given.
    ///
    /// - Parameter instance: of the inputs.
    public static func happening(_ python: String, to instance: String) -> String {
        preamble + "inputs = {\"instance\": \"\(instance)\"}\n" + python
    }

    /// Plants all of these at once: one line a scene, its inputs as JSON.
    public static func plant(_ scenes: [ResponseScene]) -> String {
        let parts = scenes.map { $0.plant + "\nprint(json.dumps(inputs))\n" }
        return preamble + parts.joined()
    }

    /// `A` is the account, `R` the region. A scene has a network of its own.
    private static let preamble = """
        A, R = "\(account)", "\(region)"
        ec2 = client("ec2", A, R)
        count = 0

        def network():
            \"""A VPC with one subnet: their ids.\"""
            vpc = ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
            return vpc, subnet(vpc)

        def subnet(vpc):
            global count
            count += 1
            cidr = f"10.77.{count % 256}.0/24"
            return ec2.create_subnet(
                VpcId=vpc, CidrBlock=cidr, AvailabilityZone=R + "a")["Subnet"]["SubnetId"]

        def group(vpc, name, *permissions, tags=()):
            \"""A group that lets these in: its id.\"""
            tagged = [{"ResourceType": "security-group",
                       "Tags": [{"Key": k, "Value": v} for k, v in tags]}] if tags else []
            made = ec2.create_security_group(
                GroupName=name, Description="d", VpcId=vpc, TagSpecifications=tagged)["GroupId"]
            if permissions:
                ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=list(permissions))
            return made

        def world(port):
            return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port,
                    "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}

        def instance(subnet, *interfaces, **more):
            \"""One with an interface for each list of groups: its id.\"""
            asked = [{"DeviceIndex": n, "SubnetId": subnet, "Groups": groups}
                     for n, groups in enumerate(interfaces)]
            asked = {"ImageId": "ami-12345678", "InstanceType": "m5.large", "MinCount": 1,
                     "MaxCount": 1, "NetworkInterfaces": asked, **more}
            return ec2.run_instances(**asked)["Instances"][0]["InstanceId"]

        def alone(**more):
            \"""An instance in a network of its own: its id.\"""
            vpc, place = network()
            return instance(place, [group(vpc, "web", world(443))], **more)


        """
}
