import ArgumentParser
import Foundation
import Rehearsal
import Testing

@testable import AWS
@testable import CEL
@testable import Cluster
@testable import Document
@testable import Guardrails
@testable import Notify
@testable import Platform
@testable import Policy
@testable import Records
@testable import Store
@testable import parapet

/// What people read when something goes wrong: words, one code, one hint, and not without end.
struct SpokenErrorTests {
    /// As long as somebody else may make it.
    private static let long = String(repeating: "x y", count: 400_000)

    /// Every error that may be told, in all its cases, by its type's name.
    private static let samples: [String: [any Error]] = [
        "StoreError": StoreError.Kind.allCases.map { StoreError($0, long) },
        "CredentialFailure": CredentialFailure.Kind.allCases.map {
            CredentialFailure($0, long, hint: long)
        },
        "Failure": [parapet.Failure("PAR-DB-13 \(long)", hint: long)],
        "SweepRefusal": [SweepRefusal("there is no account 1", hint: "parapet accounts")],
        "RecordFailure": [RecordFailure(kind: "finding", path: "id", expectation: "a text")],
        "Problem": [
            Guardrails.Problem(
                code: "PAR-GRD-05",
                place: Place(file: "a.yaml", line: 1, column: 2),
                message: "unknown",
                hint: "did you mean"
            )
        ],
        "Problems": [
            Problems([
                Guardrails.Problem(
                    code: "PAR-GRD-05",
                    place: Place(file: "a.yaml", line: 1, column: 2),
                    message: "unknown",
                    hint: "did you mean"
                )
            ])
        ],
        "CallFailure":
            ([
                .service(ServiceError(code: "AccessDenied", message: long, status: 403)),
                .unreadable(long), .unreachable(long), .network(long), .refused(long),
                .credentials(CredentialFailure(.failed, long, hint: long)), .parameters(long),
                .noEndpoint(long), .notARead(long), .undeclared(long), .cancelled(wasSent: true),
            ] as [CallFailure.Cause]).map { CallFailure($0) },
        "DatabaseError": [DatabaseError(.other, "no", sqlState: "XX000", detail: "why")],
        "HTTPFailure": [
            .cancelled, .timeout, .connect("a b"), .tls("a b"), .tooLarge,
            .broken("a b"), .refusedURL("a b"), .refusedAddress("a b"), .malformed("a b"),
        ] as [HTTPFailure],
        "MailFailure": [
            .transfer(.timeout), .noEncryption, .rejected(code: 550, "no"),
            .address("a b"),
        ] as [MailFailure],
        "ShellCommand.Failure": [
            .notStarted, .timeout, .ended(1), .tooMuchOutput,
        ] as [ShellCommand.Failure],
        "SmallFile.Fault": [SmallFile.Fault("is a folder")],
        "TextFile.Fault": [TextFile.Fault(text: "is a folder", hint: "name a file in it")],
        "NoKey": [Ed25519.NoKey(text: "is no key")],
        "ServiceError": [ServiceError(code: "AccessDenied", message: "no", status: 403)],
        "ParameterFailure": [ParameterFailure(path: "Name", reason: "is missing")],
        "UnreadableAnswer": [UnreadableAnswer(reason: "no root", rest: nil)],
        "UnusableCredentials": [UnusableCredentials(reason: "there is no key")],
        "StepInventoryFailure": [StepInventoryFailure("the inventory is away")],
        "ParseFailure": [ParseFailure("no value", at: 0, in: Array("x".utf8))],
        "EvaluationError": [EvaluationError(.host, "no such thing")],
        "Undecidable": [.tooMuch, .mixedKinds] as [Undecidable],
        "Exhausted": [Effort.Exhausted()],
        "Gap": [Gap(reason: .failed, permission: "ec2:DescribeInstances", detail: "no answer")],
        "CutOff": [CutOff()],
        "Unreadable": [SecretReader.Unreadable("the secret is not there")],
        "ProviderKeyFailure": [ProviderKeyFailure("there is no key")],
    ]

    /// Those that whoever calls takes apart, and that are told in words of its own.
    private static let takenApart: Set<String> = [
        "SyntaxError", "CompileFailure", "Stop", "Refusal", "Complaint", "Complaints", "Flaw",
        "Reason", "Fault", "Wrong", "Unwritten", "Untold", "Mistake",
    ]

    @Test func everyErrorIsAmongThem() throws {
        let known = Set(Self.samples.keys.flatMap { $0.split(separator: ".").map(String.init) })
        let folder = Repository.folder + "/Sources"
        let files = try #require(FileManager.default.enumerator(atPath: folder))
        var found = 0
        for case let file as String in files
        where file.hasSuffix(".swift") && !file.hasPrefix("Rehearsal/") {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            for match in text.matches(
                of: #/(?:struct|enum|class) ([A-Za-z.]+): (?:[A-Za-z]+, )*Error\b/#
            ) {
                found += 1
                let name = String(match.1)
                #expect(
                    known.contains(name) || Self.takenApart.contains(name),
                    "\(file): how is \(name) told? Put all its cases among the samples"
                )
            }
        }
        #expect(found > 30)
    }

    @Test(arguments: samples.keys.sorted())
    func theyAreWords(_ name: String) {
        for error in Self.samples[name] ?? [] {
            let text = "\(error)"
            #expect(text.contains(" ") || text == "cancelled", "\(name): \(text.prefix(80))")
            // `connect("…")`, `StoreError(kind: …)`, `Optional("…")`
            let dumped = text.firstMatch(
                of: #/\b[A-Za-z.]+\((?:[a-z][A-Za-z]*: )?(?:"|[A-Z][A-Za-z.]+\()/#
            )
            #expect(dumped == nil, "\(name): \(text.prefix(80))")
            #expect(!text.contains("Optional("), "\(name): \(text.prefix(80))")
        }
    }

    /// As a command tells it.
    @Test(arguments: samples.keys.sorted())
    func theyHaveOneCodeAndOneHintAndAnEnd(_ name: String) {
        for error in Self.samples[name] ?? [] {
            let text = SpokenError(error).description
            #expect(
                text.matches(of: #/\bPAR-[A-Z]{2,3}-[0-9]{2}\b/#).count == 1,
                "\(text.prefix(200))"
            )
            #expect(text.matches(of: #/ \| hint: /#).count == 1, "\(text.prefix(200))")
            #expect(text.count < 6000, "\(name) has no end")
        }
    }
}
