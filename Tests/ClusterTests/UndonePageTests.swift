import Document
import Testing

@testable import parapet

/// What the page of an undo says of what comes after it.
@Suite struct UndonePageTests {
    private static func view(isMadeAgain: Bool) throws -> ChangeView {
        var row: Object = [
            "id": "c-2", "finding": "f", "guardrail": "ssh-open", "action": "ec2.restrict-ingress",
            "account": "111122223333", "environment": "dev", "region": "eu-west-1", "part": "",
            "state": "awaiting approval", "waits": .null, "not_before": .null, "reason": .null,
            "before": .null, "planned": [], "after": .null, "proposed": "2026-01-01T00:00:00Z",
            "proposed_by": "ada", "expires": .null, "decided_by": .null, "decided_at": .null,
            "decided_reason": .null, "executed": .null, "requests": [], "undoes": "c-1",
            "undone_by": .null, "run": .null, "step": .null, "approvers": ["security"],
            "mode": "approve", "made_again": .bool(isMadeAgain),
        ]
        for prefix in ["resource", "target"] {
            row["\(prefix)_type"] = "ec2.security-group"
            row["\(prefix)_id"] = "sg-1"
            row["\(prefix)_arn"] = .null
            row["\(prefix)_name"] = .null
        }
        return try ChangeView(.object(row))
    }

    @Test(arguments: [true, false]) func theApprovalSaysThatItIsMadeAgain(isMadeAgain: Bool) throws
    {
        let view = try Self.view(isMadeAgain: isMadeAgain)
        let text = ChangePage(view: view, lesson: [:], users: [], history: []).text()
        for said in [
            "ssh-open enforces there: what is undone is found again, and changed again at once",
            "parapet exceptions request ssh-open --account 111122223333 --region eu-west-1 "
                + "--resource sg-1 --until 30d --reason WHY",
            "or set its mode there to approve",
        ] { #expect(text.contains(said) == isMadeAgain) }
    }
}
