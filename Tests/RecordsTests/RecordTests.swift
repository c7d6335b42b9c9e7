import Document
import Guardrails
import Records
import Testing

/// The documents of CONTRACTS, key by key.
@Suite struct RecordTests {
    /// A record as it is read and written again, whatever its type.
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        /// Keys that may be missing.
        let optional: Set<String>
        let rewritten: @Sendable (JSON) throws(RecordFailure) -> JSON

        init<Document: Record>(_ type: Document.Type, optional: Set<String>, _ text: String) {
            testDescription = type.kind
            self.text = text
            self.optional = optional
            rewritten = { json throws(RecordFailure) in try Document(json).json }
        }
    }

    private static let resource =
        #"{"type":"s3.bucket","id":"b","arn":"arn:aws:s3:::b","name":null}"#

    static let samples: [Sample] = [
        Sample(
            FindingRecord.self,
            optional: [
                "title", "education", "frameworks", "environment", "exception", "reason",
            ],
            #"{"id":"f-1","guardrail":"g","title":"T","education":"E","frameworks":["#
                + #"{"framework":"cis-5.0","control":"4.1","partly":null}],"status":"excepted","#
                + #""unverified":false,"severity":"high","account":"111122223333","#
                + #""environment":"prod","region":"eu-west-1","resource":"# + resource
                + #","part":"tcp/22","because":[{"text":"t","path":"p","witness":{"a":1}},"#
                + #"{"text":"u","path":"q"}],"exception":{"source":"tag","owner":"eva","#
                + #""from":"2026-01-01T00:00:00Z","until":null},"reason":"exception by tag","#
                + #""first_seen":"2026-01-01T00:00:00Z","changed":"2026-01-02T00:00:00Z"}"#
        ),
        Sample(
            SweepRecord.self,
            optional: ["changes", "unclassified", "rules"],
            #"{"sweep":"s-1","accounts":5,"regions":2,"jobs":{"done":7,"failed":1},"reads":9,"#
                + #""unknown":3,"findings":{"open":1,"excepted":2,"resolved":3},"#
                + #""changes":{"done":1,"failed":0,"waiting":2},"unclassified":1,"#
                + #""rules":{"broken":["a.yaml"]},"seconds":12.5}"#
        ),
        Sample(
            ExceptionRecord.self,
            optional: ["ticket", "decided_by", "decided_at", "note", "ended_at"],
            #"{"id":"e-1","guardrail":"g","state":"granted","scope":{"account":"111122223333"},"#
                + #""reason":"r","ticket":"T-1","requested_by":"eva","#
                + #""requested_at":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z","#
                + #""decided_by":"adam","decided_at":"2026-01-01T10:00:00Z","note":null,"#
                + #""ended_at":null,"findings":2}"#
        ),
        Sample(
            ChangeRecord.self,
            optional: [
                "id", "finding", "guardrail", "environment", "waits", "not_before", "reason",
                "before", "after", "proposed", "proposed_by", "expires", "decided", "executed",
                "undoes", "undone_by", "run", "step",
            ],
            #"{"id":"c-1","finding":"f-1","guardrail":"g","action":"s3.block-public-access","#
                + #""account":"111122223333","environment":"prod","region":"eu-west-1","#
                + #""resource":"# + resource + #","target":"# + resource
                + #","part":"","state":"awaiting approval","waits":"limit","#
                + #""not_before":"2026-01-01T00:00:00Z","reason":null,"before":{"a":[1]},"#
                + #""planned":[{"service":"s3","operation":"PutPublicAccessBlock","#
                + #""input":{"Bucket":"b"}}],"after":null,"proposed":"2026-01-01T00:00:00Z","#
                + #""proposed_by":"parapet","expires":"2026-01-04T00:00:00Z","#
                + #""decided":{"by":"eva","at":"2026-01-02T00:00:00Z","reason":"ok"},"#
                + #""executed":null,"requests":["R1"],"undoes":null,"undone_by":"c-2","#
                + #""run":"r-1","step":"contain"}"#
        ),
        Sample(
            RunRecord.self,
            optional: ["case", "reason", "report"],
            #"{"run":"r-1","playbook":"isolate","target":"i-1","case":"C-1","reason":"r","#
                + #""status":"waiting","steps":[{"name":"cut","status":"done","#
                + #""started":"2026-01-01T00:00:00Z","ended":null,"outputs":{"group":"sg-1"},"#
                + #""changes":["c-1"]}],"report":null}"#
        ),
    ]

    @Test(arguments: samples)
    func isWrittenAsItIsRead(sample: Sample) throws {
        #expect(try sample.rewritten(try JSON.parse(sample.text)).text == sample.text)
    }

    @Test(arguments: samples)
    func keysOfLaterReleasesAreLeftOut(sample: Sample) throws {
        var document = try #require(try JSON.parse(sample.text).object)
        document["later"] = ["a": 1]
        #expect(try sample.rewritten(.object(document)).text == sample.text)
    }

    @Test(arguments: samples)
    func orderIsItsOwn(sample: Sample) throws {
        let members = Array(try #require(try JSON.parse(sample.text).object))
        let turned = JSON.object(Object(members.reversed()))
        #expect(try sample.rewritten(turned).text == sample.text)
    }

    @Test(arguments: samples)
    func whatIsMissingIsNamed(sample: Sample) throws {
        let document = try #require(try JSON.parse(sample.text).object)
        for key in document.keys {
            for value in [nil, JSON.null] {
                var broken = document
                broken[key] = value
                guard !sample.optional.contains(key) else {
                    _ = try sample.rewritten(.object(broken))
                    continue
                }
                let failure = try #require(throws: RecordFailure.self) {
                    try sample.rewritten(.object(broken))
                }
                #expect(failure.path == key && failure.kind == sample.testDescription)
            }
        }
    }

    @Test(arguments: samples)
    func whatIsOfAnotherTypeIsNamed(sample: Sample) throws {
        let free: Set<String> = ["before", "after", "report"]
        let document = try #require(try JSON.parse(sample.text).object)
        for key in document.keys where !free.contains(key) {
            var broken = document
            // No member is a list of lists.
            broken[key] = [[]]
            let failure = try #require(throws: RecordFailure.self) {
                try sample.rewritten(.object(broken))
            }
            #expect(failure.path == key)
        }
        #expect(throws: RecordFailure.self) { try sample.rewritten([]) }
    }

    @Test func aFailureSaysWhereAndWhatToDo() throws {
        let text = Self.samples[0].text.replacing(#""type":"s3.bucket","#, with: "")
        let failure = try #require(throws: RecordFailure.self) {
            try FindingRecord(try JSON.parse(text))
        }
        #expect(
            failure.description == "PAR-REC-01 'resource.type' of a finding is not a text"
                + " | hint: is it of another version? try 'parapet migrate'"
        )
        let word = Self.samples[0].text.replacing("\"high\"", with: "\"hight\"")
        let unknown = try #require(throws: RecordFailure.self) {
            try FindingRecord(try JSON.parse(word))
        }
        #expect(unknown.expectation == "one of info, low, medium, high, critical")
    }

    /// Programs find every key, also where there is nothing to say.
    @Test func everyKeyIsWritten() throws {
        var document = try #require(try JSON.parse(Self.samples[0].text).object)
        let keys = document.keys
        for key in Self.samples[0].optional { document[key] = nil }
        let json = try FindingRecord(.object(document)).json
        #expect(json.object?.keys == keys)
        #expect(json["exception"] == .null && json["title"] == .null && json["frameworks"] == [])
    }
}
