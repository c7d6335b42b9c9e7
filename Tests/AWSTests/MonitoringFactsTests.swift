import Document
import Testing

@testable import AWS

@Suite struct MonitoringFactsTests {
    @Test(arguments: [
        (#"{"Statement":{"Effect":"Deny","Action":"a:B","Resource":"*"}}"#, true),
        (
            #"{"Version":"2012-10-17","Statement":[{"Sid":"x","Resource":["*"],"Action":["a:B"],"Effect":"Deny"}]}"#,
            true
        ),
        (#"{"Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*"}]}"#, false),
        (#"{"Statement":[{"Effect":"Deny","Action":["a:B","a:C"],"Resource":"*"}]}"#, false),
        (
            #"{"Statement":[{"Effect":"Deny","Action":"a:B","Resource":"*","Condition":{"Bool":{"x":"y"}}}]}"#,
            false
        ),
        (#"{"Statement":[]}"#, false),
    ]) func samePolicies(text: String, isSame: Bool) throws {
        let wanted: JSON = [
            "Statement": [["Effect": "Deny", "Action": "a:B", "Resource": "*"]]
        ]
        #expect(Baseline.same(try JSON.parse(text), wanted) == isSame)
    }

    @Test func anAccountIdStandsForItsRoot() throws {
        let id = try JSON.parse(
            #"{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#
        )
        let arn = try JSON.parse(
            #"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"Action":["sts:AssumeRole"]}]}"#
        )
        #expect(Baseline.same(id, arn))
    }
}
