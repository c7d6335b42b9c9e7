import Document

/// AWS Config in one region: its recorder, whether that records, and where it delivers to. There is at
/// most one of each that customers manage.
///
/// Source: AWS Config Developer Guide, "Working with the configuration recorder".
struct RecorderState {
    let recorder: JSON
    let channel: JSON
    let isRecording: Bool

    /// A recorder that a service keeps for itself has its principal.
    init(read: Object) {
        let recorders = read["recorders"]?.array ?? []
        let own = recorders.first { $0["servicePrincipal"]?.string == nil }
        recorder = own ?? .null
        channel = read["channels"]?.array?.first ?? .null
        isRecording = (read["status"]?.array ?? []).contains {
            $0["name"] == own?["name"] && $0["recording"]?.bool == true
        }
    }

    init(image: JSON) {
        recorder = image["recorder"] ?? .null
        channel = image["channel"] ?? .null
        isRecording = image["recording"]?.bool == true
    }

    var image: JSON {
        ["recorder": recorder, "channel": channel, "recording": .bool(isRecording)]
    }

    func plan(_ context: ActionContext) -> ActionPlan {
        guard !isRecording else { return .alreadyRight }
        var calls: [ActionCall] = []
        var (recorder, channel) = (recorder, channel)
        if recorder.isNull {
            guard let role = context.text("role") else {
                return .refused("there is no recorder, and 'with' names no role to make one")
            }
            let group: JSON = [
                "allSupported": true,
                "includeGlobalResourceTypes": .bool(context.flag("global-types")),
            ]
            recorder = ["name": "default", "roleARN": .string(role), "recordingGroup": group]
            calls.append(
                ActionCall(
                    "config",
                    "PutConfigurationRecorder",
                    ["ConfigurationRecorder": recorder]
                )
            )
        }
        if channel.isNull {
            guard let bucket = context.text("bucket") else {
                return .refused("there is no delivery channel, and 'with' names no bucket for one")
            }
            var made: Object = ["name": "default", "s3BucketName": .string(bucket)]
            made["snsTopicARN"] = context.text("topic").map { .string($0) }
            channel = .object(made)
            calls.append(
                ActionCall("config", "PutDeliveryChannel", ["DeliveryChannel": channel])
            )
        }
        calls.append(Self.call("StartConfigurationRecorder", recorder))
        let after: JSON = ["recorder": recorder, "channel": channel, "recording": true]
        return .calls(calls, after: after)
    }

    /// Of what a change made. AWS deletes no channel of a recorder that runs.
    func undo(to before: RecorderState) -> [ActionCall] {
        var calls: [ActionCall] = []
        if isRecording, !before.isRecording {
            calls.append(Self.call("StopConfigurationRecorder", recorder))
        }
        if before.channel.isNull, let name = channel["name"] {
            calls.append(
                ActionCall("config", "DeleteDeliveryChannel", ["DeliveryChannelName": name])
            )
        }
        if before.recorder.isNull {
            calls.append(Self.call("DeleteConfigurationRecorder", recorder))
        }
        return calls
    }

    private static func call(_ operation: String, _ recorder: JSON) -> ActionCall {
        ActionCall(
            "config",
            operation,
            ["ConfigurationRecorderName": recorder["name"] ?? "default"]
        )
    }
}
