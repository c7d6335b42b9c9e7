import Document
import Guardrails
import Testing

@testable import AWS

/// Whether a trail records who reads the objects of a bucket.
struct ObjectEventsTests {
    private func areRecorded(_ document: Object, unread: [String: Gap] = [:]) -> Bool? {
        let name = ResourceName(
            type: "cloudtrail.trail",
            account: "222222222222",
            region: "eu-west-1",
            id: "trail"
        )
        let trail = Resource(name: name, document: document, unread: unread)
        return ObjectEvents.areRecorded(by: trail, of: "shop", partition: "aws")
    }

    private func plain(_ type: String, _ value: String, _ which: String = "All") -> Object {
        let resource: JSON = ["Type": .string(type), "Values": [.string(value)]]
        return [
            "event_selectors": [
                ["ReadWriteType": .string(which), "DataResources": [resource]]
            ]
        ]
    }

    private func advanced(_ fields: JSON...) -> Object {
        let all: [JSON] =
            [
                ["Field": "eventCategory", "Equals": ["Data"]],
                ["Field": "resources.type", "Equals": ["AWS::S3::Object"]],
            ] + fields
        return ["advanced_selectors": [["FieldSelectors": .array(all)]]]
    }

    @Test func selectorsNameObjectsByTheBeginningOfTheirARN() {
        #expect(areRecorded(plain("AWS::S3::Object", "arn:aws:s3")) == true)
        #expect(areRecorded(plain("AWS::S3::Object", "arn:aws:s3:::shop/")) == true)
        #expect(areRecorded(plain("AWS::S3::Object", "arn:aws:s3:::shop/photos/")) == false)
        #expect(areRecorded(plain("AWS::S3::Object", "arn:aws:s3:::other/")) == false)
        #expect(areRecorded(plain("AWS::Lambda::Function", "arn:aws:lambda")) == false)
        #expect(areRecorded(plain("AWS::S3::Object", "arn:aws:s3", "WriteOnly")) == false)
        #expect(areRecorded(plain("AWS::S3::Object", "arn:aws:s3", "ReadOnly")) == true)
        #expect(areRecorded([:]) == false)
    }

    @Test func advancedSelectorsCountWhereTheyLeaveNothingOut() {
        let shop: JSON = ["Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::shop/"]]
        let other: JSON = ["Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::other/"]]
        #expect(areRecorded(advanced()) == true)
        #expect(areRecorded(advanced(shop)) == true)
        #expect(areRecorded(advanced(other)) == false)
        #expect(areRecorded(advanced(["Field": "readOnly", "Equals": ["true"]])) == true)
        #expect(areRecorded(advanced(["Field": "readOnly", "Equals": ["false"]])) == false)
        #expect(areRecorded(advanced(["Field": "eventName", "Equals": ["GetObject"]])) == false)
    }

    @Test func whatWasNotReadIsNotKnown() {
        let gap = Gap(reason: .denied, permission: "cloudtrail:GetEventSelectors")
        #expect(areRecorded([:], unread: ["selectors": gap]) == nil)
    }
}
