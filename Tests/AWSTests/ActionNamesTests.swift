import Document
import Foundation
import Rehearsal
import Testing

@testable import AWS

struct ActionNamesTests {
    @Test func holdWhatPoliciesAllow() {
        let names = ActionNames.all
        #expect(names == names.sorted() && Set(names).count == names.count)
        for name in ["iam:CreateAccessKey", "iam:PassRole", "sts:AssumeRole", "sts:TagSession"] {
            #expect(names.contains(name))
        }
        #expect(names.allSatisfy { $0.hasPrefix("iam:") || $0.hasPrefix("sts:") })
    }

    /// Those of the botocore that the models are of: otherwise `ops/models/trim` writes them anew.
    @Test(.enabled(if: StandIn.python != nil)) func areCurrent() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let python = Process()
        python.executableURL = URL(filePath: try #require(StandIn.python))
        python.arguments = [root.appending(path: "ops/models/trim").path, "actions"]
        let output = Pipe()
        python.standardOutput = output
        try python.run()
        let text = try #require(try output.fileHandleForReading.readToEnd())
        python.waitUntilExit()
        #expect(try JSON.parse(Array(text)) == .array(ActionNames.all.map { .string($0) }))
    }
}
