import Document
import Guardrails

/// An instance and what belongs to it as AWS has it at this moment.
struct LiveInstance {
    /// The instance first; interfaces, groups and volumes as far as they could be read.
    private(set) var resources: [Resource] = []
    /// The types of which everything that belongs to it was read.
    private(set) var types: Set<String> = []
    /// Nil where it could not be read, or is not there.
    private(set) var instance: Resource?
    /// Whether AWS was asked and answered.
    private(set) var isKnown = false

    init(_ id: String, _ reading: inout StepReading) async {
        let (found, isKnown) = await reading.resource("ec2.instance", id)
        self.isKnown = isKnown
        guard let found else { return }
        instance = found
        resources.append(found)
        types.insert("ec2.instance")
        let aws = found.document["aws"] ?? .null
        let interfaces = DocumentPath("NetworkInterfaces[].NetworkInterfaceId").value(in: aws)
        await add("ec2.network-interface", interfaces?.texts ?? [], &reading)
        let volumes = DocumentPath("BlockDeviceMappings[].Ebs.VolumeId").value(in: aws)
        await add("ec2.volume", volumes?.texts ?? [], &reading)
        let groups = Set(resources.flatMap { $0.texts("security_groups") }).sorted()
        await add("ec2.security-group", groups, &reading)
    }

    private mutating func add(
        _ type: String,
        _ ids: [String],
        _ reading: inout StepReading
    ) async {
        var isWhole = true
        for id in ids {
            let (found, isKnown) = await reading.resource(type, id)
            if let found { resources.append(found) }
            isWhole = isWhole && isKnown
        }
        if isWhole { types.insert(type) }
    }

    /// What was read in place of what sweeps have seen.
    func over(_ seen: KnownResources) -> KnownResources {
        let names = Set(resources.map(\.name.id))
        let rest = seen.resources.filter { !names.contains($0.name.id) }
        return KnownResources(resources + rest, gaps: seen.gaps.filter { !types.contains($0.key) })
    }
}
