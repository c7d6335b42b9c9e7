import Document

/// What keeps an Auto Scaling group from terminating an instance whose health checks fail: the process
/// that replaces unhealthy instances is suspended, for the whole group. A tag of the group for each
/// instance that is kept says for whom, so that the last one that is let go resumes it.
///
/// Source: Amazon EC2 Auto Scaling User Guide, "Suspend and resume Amazon EC2 Auto Scaling processes"
/// (ReplaceUnhealthy), "Use instance scale-in protection to control instance termination": it does not
/// protect from the replacement of unhealthy instances.
struct ScalingGroupHold {
    private static let process = "ReplaceUnhealthy"
    private static let prefix = "ParapetKeeps/"
    /// The value of a tag where the process is resumed with the last of them; else somebody else suspended
    /// it.
    private static let ours = "resumes"
    private static let theirs = "stays suspended"

    static let sends = ["CreateOrUpdateTags", "DeleteTags", "ResumeProcesses", "SuspendProcesses"]
        .map { "autoscaling.\($0)" }

    let group: String
    let instance: String
    /// The value of the instance's own tag; nil where it is not kept.
    let mark: String?
    /// Those of other instances.
    let others: [String]
    let isSuspended: Bool

    private static func key(_ instance: String) -> String { prefix + instance }

    // MARK: what is kept

    static func mark(of group: JSON?, _ instance: String) -> JSON {
        let tag = (group?["Tags"]?.array ?? []).first { $0["Key"]?.string == key(instance) }
        return tag?["Value"] ?? .null
    }

    /// What moves by itself.
    static func aside(of group: JSON?, _ instance: String) -> Object {
        let others = (group?["Tags"]?.array ?? []).filter { tag in
            let name = tag["Key"]?.string ?? ""
            return name.hasPrefix(prefix) && name != key(instance)
        }
        let suspended = (group?["SuspendedProcesses"]?.array ?? []).contains {
            $0["ProcessName"]?.string == process
        }
        return [
            "suspended": .bool(suspended),
            "others": .list(others.compactMap { $0["Value"]?.string }.sorted()),
        ]
    }

    /// - Parameter mark: of the image, too.
    init(_ group: String, _ instance: String, mark: JSON?, aside: JSON) {
        self.group = group
        self.instance = instance
        self.mark = mark?.string
        others = aside["others"]?.texts ?? []
        isSuspended = aside["suspended"]?.bool == true
    }

    // MARK: what is called

    /// The tag that it gets.
    var wanted: String {
        mark ?? (!isSuspended || others.contains(Self.ours) ? Self.ours : Self.theirs)
    }

    /// The tag first: then it is known whose the suspension is.
    func keeping(_ value: String) -> [ActionCall] {
        (mark == nil ? [tag("CreateOrUpdateTags", value)] : [])
            + (isSuspended ? [] : [processes("SuspendProcesses")])
    }

    /// The tag last: until then it is known that something is left to do.
    ///
    /// - Parameter before: what is done before the process is resumed.
    func lettingGo(_ before: [ActionCall] = []) -> [ActionCall] {
        guard let mark else { return [] }
        let isLast = mark == Self.ours && others.isEmpty && isSuspended
        return (isLast ? before + [processes("ResumeProcesses")] : []) + [tag("DeleteTags", mark)]
    }

    private func processes(_ operation: String) -> ActionCall {
        ActionCall(
            "autoscaling",
            operation,
            [
                "AutoScalingGroupName": .string(group),
                "ScalingProcesses": [.string(Self.process)],
            ]
        )
    }

    private func tag(_ operation: String, _ value: String) -> ActionCall {
        ActionCall(
            "autoscaling",
            operation,
            [
                "Tags": [
                    [
                        "ResourceId": .string(group), "ResourceType": "auto-scaling-group",
                        "Key": .string(Self.key(instance)), "Value": .string(value),
                        "PropagateAtLaunch": false,
                    ]
                ]
            ]
        )
    }
}
