import Document

extension Action {
    /// Source: AWS CloudTrail API Reference, StartLogging.
    static let startLogging = Action(
        "cloudtrail.start-logging",
        title: "Starts a trail that is there and does not log",
        subject: .resources(["cloudtrail.trail"]),
        asks: ["cloudtrail.GetTrailStatus"],
        sends: ["cloudtrail.StartLogging", "cloudtrail.StopLogging"],
        undoing: "the trail is stopped again",
        refuses:
            "a trail of the organization, which its management account starts, and one that is gone",
        reads: { context, _ in
            [ActionRead("status", "cloudtrail", "GetTrailStatus", ["Name": .string(context.id)])]
        },
        image: { _, read in ["logging": read["status"]?["IsLogging"] ?? .null] },
        plan: { context, before in
            guard let isLogging = before["logging"]?.bool else {
                return .refused("the trail is gone")
            }
            guard !isLogging else { return .alreadyRight }
            if let owner = ResourceOwner.account(of: context.id), owner != context.account {
                return .refused("it is the organization's: account \(owner) starts it")
            }
            // "This operation must be called from the Region in which the trail was created."
            if let home = context.request.target.document["home_region"]?.string,
                home != context.request.region
            {
                return .refused("it is started in its home region \(home), which is not looked at")
            }
            return .calls([call("StartLogging", context)], after: ["logging": true])
        },
        undo: { context, _, _ in [call("StopLogging", context)] }
    )

    private static func call(_ operation: String, _ context: ActionContext) -> ActionCall {
        ActionCall("cloudtrail", operation, ["Name": .string(context.id)])
    }
}
