import Document

extension Action {
    static let enableDetector = Action(
        "guardduty.enable-detector",
        title: "Switches GuardDuty on in the region",
        subject: .region,
        asks: ["guardduty.ListDetectors", "guardduty.GetDetector", "guardduty.ListFindings"],
        sends: [
            "guardduty.CreateDetector", "guardduty.UpdateDetector", "guardduty.DeleteDetector",
        ],
        also: ["iam:CreateServiceLinkedRole"],
        undoing:
            "a detector that was there is disabled again; one that was made is deleted, unless it "
            + "found something since",
        refuses: "nothing",
        reads: { _, known in
            let list = ActionRead("ids", "guardduty", "ListDetectors", items: "DetectorIds")
            // There is at most one in a region.
            guard let id = known["ids"]?.array?.first else { return [list] }
            return [
                list,
                ActionRead("detector", "guardduty", "GetDetector", ["DetectorId": id]),
                ActionRead(
                    "findings",
                    "guardduty",
                    "ListFindings",
                    ["DetectorId": id, "MaxResults": 1]
                ),
            ]
        },
        image: { _, read in
            [
                "detector": read["ids"]?.array?.first ?? .null,
                "status": read["detector"]?["Status"] ?? .null,
                "findings": .bool(read["findings"]?["FindingIds"]?.array?.isEmpty == false),
            ]
        },
        plan: { _, before in
            guard before["status"] != "ENABLED" else { return .alreadyRight }
            var after = before.object ?? Object()
            after["status"] = "ENABLED"
            guard let id = before["detector"], !id.isNull else {
                after["detector"] = nil
                return .calls(
                    [ActionCall("guardduty", "CreateDetector", ["Enable": true])],
                    after: .object(after)
                )
            }
            return .calls([update(id, isOn: true)], after: .object(after))
        },
        undo: { _, before, after in
            guard let id = before["detector"], !id.isNull else {
                let made = after["detector"] ?? ""
                return [ActionCall("guardduty", "DeleteDetector", ["DetectorId": made])]
            }
            return [update(id, isOn: false)]
        }
    )

    private static func update(_ detector: JSON, isOn: Bool) -> ActionCall {
        ActionCall(
            "guardduty",
            "UpdateDetector",
            ["DetectorId": detector, "Enable": .bool(isOn)]
        )
    }
}
