import Document
import Playbooks

extension Step {
    /// SSM ends a command itself when its time is over. Source: AWS Systems Manager API Reference,
    /// "GetCommandInvocation".
    static let awaitCommand = Step(
        StepType(
            "ssm.await-command",
            title: "Waits until a command that was sent to an instance has ended",
            kind: .analyse,
            site: .region,
            inputs: [
                .init("instance", .text, required: true, "the instance's id"),
                .init("command", .text, required: true, "the command's id"),
            ],
            outputs: [
                .init("output", .text, "the first 24,000 characters of what it said"),
                .init("code", .int, "what it exited with"),
            ],
            permissions: ["ssm:GetCommandInvocation"],
            limits: StepType.Limits(timeoutSeconds: 50 * 3600)
        )
    ) { context in
        await context.reading { reader in
            let answer = await reader.read(
                "ssm",
                "GetCommandInvocation",
                region: context.text("region"),
                [
                    "CommandId": .string(context.text("command")),
                    "InstanceId": .string(context.text("instance")),
                ]
            )
            return switch answer {
            case .complete(let document): of(document)
            // AWS does not know a command at once that it has just taken.
            case .absent, .gone: .later(seconds: 10)
            case .gap(let gap): .unread(gap)
            }
        }
    }

    private static func of(_ invocation: Object) -> StepAnswer {
        let status = invocation["Status"]?.string ?? ""
        switch status {
        case "Pending", "InProgress", "Delayed", "Cancelling": return .later(seconds: 30)
        case "Success":
            return .done([
                "output": invocation["StandardOutputContent"] ?? "",
                "code": invocation["ResponseCode"] ?? 0,
            ])
        default:
            let error = invocation["StandardErrorContent"]?.string ?? ""
            let detail = invocation["StatusDetails"]?.string ?? status
            let said = error.isEmpty ? "" : ": \(error.prefix(1000))"
            return .failed("the command ended as \(detail)\(said)", isFinal: true)
        }
    }
}
