import Notify

extension SampleMessage {
    static let waitingRun = RunNews(
        run: "r-0123456789ab",
        playbook: "incident-response-instance",
        status: .waiting,
        account: prod,
        target: "arn:aws:ec2:eu-west-1:200000000013:instance/i-0abc",
        reference: "4711",
        reason: "mines coins",
        startedBy: "ada",
        gate: .init(
            step: "detach",
            by: ["security"],
            needsTwo: true,
            asks: "Takes it out of its group and its load balancers",
            approvals: 1,
            isOpen: true
        )
    )

    static let failedRun = RunNews(
        run: "r-0123456789ab",
        playbook: "waf-on-public-web",
        status: .failed,
        account: nil,
        target: nil,
        reference: nil,
        reason: nil,
        startedBy: "parapet",
        gate: nil
    )
}
