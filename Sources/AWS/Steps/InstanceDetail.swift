import Document
import Platform

/// What AWS tells of an instance beside its description, for people who look into it.
struct InstanceDetail {
    private(set) var outputs = Object()

    /// - Parameters:
    ///   - instance: its document as AWS gives it.
    ///   - isWhole: else no more than what containing it would change.
    init(
        _ id: String,
        _ instance: JSON,
        volumes: [String],
        whole isWhole: Bool,
        _ reading: inout StepReading
    ) async {
        await readAttributes(id, &reading)
        guard isWhole else { return }
        if let answer = await reading.read("ec2", "GetConsoleOutput", ["InstanceId": .string(id)]) {
            outputs["console"] = Self.console(answer)
        }
        await readOrigin(instance, &reading)
        if !volumes.isEmpty {
            let filters: JSON = [["Name": "volume-id", "Values": .list(volumes)]]
            let snapshots = await reading.list(
                "ec2",
                "DescribeSnapshots",
                "Snapshots",
                ["OwnerIds": ["self"], "Filters": filters]
            )
            outputs["snapshots"] = snapshots.map { .array($0.map(Self.snapshot)) }
        }
        if let arn = instance["IamInstanceProfile"]?["Arn"]?.string {
            outputs["role"] = await Self.role(ofProfile: arn, &reading).map { .string($0) }
        }
    }

    private mutating func readAttributes(_ id: String, _ reading: inout StepReading) async {
        var attributes = Object()
        for (name, member) in [
            ("disableApiTermination", "DisableApiTermination"),
            ("instanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior"),
            ("userData", "UserData"),
        ] {
            let answer = await reading.read(
                "ec2",
                "DescribeInstanceAttribute",
                ["InstanceId": .string(id), "Attribute": .string(name)]
            )
            guard let answer else { continue }
            let value = answer[member]?["Value"]
            if name == "userData" {
                outputs["user_data"] = Self.hashed(value?.string)
            } else {
                attributes[member] = value
            }
        }
        outputs["attributes"] = .object(attributes)
    }

    private mutating func readOrigin(_ instance: JSON, _ reading: inout StepReading) async {
        if let image = instance["ImageId"] {
            let found = await reading.list("ec2", "DescribeImages", "Images", ["ImageIds": [image]])
            if let found { outputs["image"] = Self.image(found.first, image) }
        }
        if let key = instance["KeyName"] {
            let found = await reading.list(
                "ec2",
                "DescribeKeyPairs",
                "KeyPairs",
                ["KeyNames": [key]]
            )
            if let found { outputs["key"] = Self.key(found.first, key) }
        }
    }

    /// The role that a profile carries, by a call for it.
    static func role(ofProfile arn: String, _ reading: inout StepReading) async -> String? {
        guard let name = arn.split(separator: "/").last.map(String.init) else { return nil }
        let answer = await reading.read(
            "iam",
            "GetInstanceProfile",
            ["InstanceProfileName": .string(name)]
        )
        let profile = answer?["InstanceProfile"] ?? .null
        return DocumentPath("Roles[0].RoleName").value(in: profile)?.string
    }
}

extension InstanceDetail {
    /// How much of the console's text is kept beside its hash.
    static let keptConsoleBytes = 8 << 10

    /// The text itself may hold secrets, and is not kept. Nil where there is none.
    static func hashed(_ base64: String?) -> JSON? {
        guard let bytes = base64.flatMap({ Base64.decode($0) }), !bytes.isEmpty else { return nil }
        return ["sha256": .string(SHA256.hexDigest(bytes)), "bytes": .int(Int64(bytes.count))]
    }

    /// Its hash, and its end as text. Nil where the instance wrote nothing yet.
    static func console(_ answer: Object) -> JSON? {
        guard let bytes = answer["Output"]?.string.flatMap({ Base64.decode($0) }), !bytes.isEmpty
        else { return nil }
        let end = String(decoding: bytes.suffix(keptConsoleBytes), as: UTF8.self)
        return [
            "sha256": .string(SHA256.hexDigest(bytes)), "bytes": .int(Int64(bytes.count)),
            "at": answer["Timestamp"] ?? .null,
            "end": .string(end.visible(keeping: ["\n", "\t"])),
        ]
    }

    static func image(_ found: JSON?, _ id: JSON) -> JSON {
        guard let found else { return ["id": id, "exists": false] }
        return [
            "id": id, "exists": true, "name": found["Name"] ?? .null,
            "owner": found["OwnerId"] ?? .null, "public": found["Public"] ?? .null,
            "created": found["CreationDate"] ?? .null,
        ]
    }

    static func key(_ found: JSON?, _ name: JSON) -> JSON {
        guard let found else { return ["name": name, "exists": false] }
        return [
            "name": name, "exists": true, "id": found["KeyPairId"] ?? .null,
            "fingerprint": found["KeyFingerprint"] ?? .null,
            "created": found["CreateTime"] ?? .null,
        ]
    }

    static func snapshot(_ found: JSON) -> JSON {
        [
            "id": found["SnapshotId"] ?? .null, "volume": found["VolumeId"] ?? .null,
            "started": found["StartTime"] ?? .null, "state": found["State"] ?? .null,
            "encrypted": found["Encrypted"] ?? .null,
        ]
    }
}
