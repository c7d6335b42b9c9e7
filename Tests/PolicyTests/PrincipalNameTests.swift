import Document
import Rehearsal
import Testing

@testable import Policy

/// Witnesses are principals that AWS can have: accounts of twelve digits, names of the letters that names
/// are made of.
///
/// Source: IAM User Guide, "IAM and AWS STS quotas" (IAM name requirements).
struct PrincipalNameTests {
    @Test(
        arguments: [
            ("StringEquals", "arn:aws:iam::111122223333:role/*", false),
            ("StringEquals", "arn:aws:iam::111122223333:role/a?", false),
            ("StringEquals", "arn:aws:iam::111122223333:user/a b", false),
            ("StringEquals", "arn:aws:iam::111122223333:role/*/app", true),
            ("StringEquals", "arn:aws:iam::111122223333:user/a.b+c=d,e@f-g_h", true),
            ("StringEquals", "arn:aws:iam::11112222333x:user/ada", false),
            ("StringLike", "*:ada", false),
            ("StringLike", "*/ada", true),
            ("StringLike", "arn:aws:iam::*:user/ada", true),
            ("StringLike", "arn:aws:iam::1*:role/ada", true),
            ("StringLike", "arn:aws:iam::*5:root", true),
            ("StringLike", "arn:aws:sts::*:federated-user/a*", true),
            ("ArnLike", "arn:aws:iam::*:role/*", true),
        ]
    )
    func aWitnessCanExist(test: String, pattern: String, exists: Bool) throws {
        let question = PolicyQuestion(
            [
                "resource": [
                    "Statement": [
                        "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
                        "Condition": .object([test: ["aws:PrincipalArn": .string(pattern)]]),
                    ]
                ]
            ],
            Situation(isSameAccount: true),
            isIdentity: true
        )
        switch question.answer() {
        case .yes(let request):
            #expect(exists)
            let name = /arn:aws:(iam|sts)::\d{12}:(root|[a-z-]+\/(.*\/)?[\w+=,.@-]+)/
                .asciiOnlyWordCharacters()
            guard case .identity(let arn, _) = request.principal else {
                Issue.record("\(request)")
                return
            }
            #expect(arn.wholeMatch(of: name) != nil, "\(arn)")
        case .no: #expect(!exists)
        case .unknown(let reason): Issue.record("\(reason)")
        }
    }
}
