import Document
import Policy
import Testing

@testable import AWS

/// A policy that is kept says what it says when it is read.
struct ReadPoliciesTests {
    @Test func whatIsKeptIsWhatIsRead() {
        let documents = (0..<200).map { number -> JSON in
            [
                "Version": "2012-10-17", "Id": .string("\(number)"),
                "Statement": [
                    "Effect": number % 2 == 0 ? "Allow" : "Deny",
                    "Action": .string("s3:Get\(number)"), "Resource": "*",
                ],
            ]
        }
        for document in documents + documents.reversed() {
            #expect(ReadPolicies.document(document) == PolicyDocument(document))
        }
    }
}
