import Document
import Guardrails
import Testing

@testable import Playbooks

/// What a playbook's file may say, and where it is told what it may not.
@Suite struct PlaybookLanguageTests {
    static let whole = """
        playbook: empty-the-box
        kind: workflow
        title: Empties a box
        target: t.box
        inputs:
          loud: { type: flag, default: false, meaning: whether all hear it }
          colours: { type: texts, default: [], meaning: those that count, needs: [loud] }
          wait-for: { type: number, default: 3, meaning: how long }
          owner: { type: text, meaning: whose it is }
        steps:
          - step: look
            do: t.look
            with: { box: { cel: target.id } }
          - step: mark-parts
            do: t.mark
            each: steps.look.outputs.parts
            with: { part: { cel: item }, loud: { cel: inputs.loud } }
            when: size(steps.look.outputs.parts) > 0 && inputs.wait_for > 2
            gate:
              by: [security, operations]
              two-persons: account.environment == 'prod'
              reason: Marked parts cannot be sold
            at-most: 2
            retry: { attempts: 5, wait: 1m }
            timeout: 10m
          - step: elsewhere
            do: t.look
            after: []
            may-fail: true
            with: { box: other, region: us-east-1, account: "333333333333" }
          - step: tell
            do: t.tell
            after: [mark-parts, elsewhere]
            with:
              found: { cel: steps.mark_parts.outputs }
              text: { cel: "case + ' ' + inputs.owner + ' ' + steps.elsewhere.status" }
        tests:
          - it: marks what is in it
            target: { id: b-1, shelf: a }
            inputs: { owner: shop }
            case: "4711"
            outputs: { look: { parts: [x, y] }, mark-parts: [{ mark: m }, { mark: n }] }
            approves: [mark-parts]
            runs: [look, elsewhere, mark-parts, tell]
            undoes: [mark-parts]
          - it: asks two persons in prod
            account: { environment: prod }
            inputs: { owner: shop }
            outputs: { look: { parts: [x] } }
            runs: [look, elsewhere]
            waits: [mark-parts]
          - it: has nothing to do
            inputs: { owner: shop }
            outputs: { look: { parts: [] } }
            fails: [elsewhere]
            runs: [look, elsewhere]
            skips: [mark-parts, tell]
          - it: lets no more through than it may
            inputs: { owner: shop }
            outputs: { look: { parts: [x, y, z] } }
            runs: [look, elsewhere]
            status: failed
          - it: reads only
            only: analyse
            inputs: { owner: shop }
            outputs: { look: { parts: [x] } }
            runs: [look, elsewhere]
            skips: [mark-parts, tell]
          - it: takes no for an answer
            inputs: { owner: shop }
            outputs: { look: { parts: [x] } }
            rejects: [mark-parts]
            runs: [look, elsewhere]
            status: refused
        """

    @Test func whatItSaysIsRead() throws {
        let playbook = try PlaybookStage.load(Self.whole)
        #expect(playbook.name == "empty-the-box" && playbook.kind == .workflow)
        #expect(playbook.inputs.map(\.name) == ["loud", "colours", "wait-for", "owner"])
        #expect(playbook.inputs.map(\.kind) == [.flag, .texts, .number, .text])
        #expect(playbook.steps.map(\.name) == ["look", "mark-parts", "elsewhere", "tell"])
        #expect(playbook.steps.map(\.after) == [[], ["look"], [], ["mark-parts", "elsewhere"]])
        let mark = try #require(playbook[step: "mark-parts"])
        #expect(mark.retry == .init(attempts: 5, waitSeconds: 60) && mark.timeoutSeconds == 600)
        #expect(mark.atMost == 2 && mark.gate?.by == ["security", "operations"])
        #expect(playbook[step: "look"]?.retry == .init(attempts: 3, waitSeconds: 10))
        #expect(playbook.permissions == ["t:GetBox", "t:Mark", "t:Unmark"])
        #expect(playbook.warnings.isEmpty)
    }

    /// Changes of the whole file, and what is said of them.
    @Test(
        arguments: [
            ("do: t.mark", "do: t.marc", "15:9: PAR-PLB-05 unknown step 't.marc'", "'t.mark'?"),
            ("kind: workflow", "kind: workflo", "2:7: PAR-PLB-05 'workflo' is none of", "workflow"),
            ("target: t.box", "", "1:1: PAR-PLB-04 the key 'target' is missing", ""),
            ("kind: workflow", "kind: orchestration", "an orchestration has no target", ""),
            ("needs: [loud]", "needs: [lout]", "'lout' is no other input", ""),
            ("needs: [loud]", "needs: [colours]", "'colours' is no other input", ""),
            ("after: []", "aftr: []", "PAR-PLB-02 unknown key 'aftr'", "'after'?"),
            ("with: { box: { cel: target.id } }", "with: {}", "needs 'box': which", ""),
            ("with: { box: { cel: target.id } }", "", "'t.look' needs 'box'", ""),
            (
                "box: { cel: target.id }", "box: { cel: target.shelv }", "13:32: PAR-PLB-05",
                "'shelf'?"
            ),
            ("box: { cel: target.id }", "box: [a]", "13:18: PAR-PLB-03 expected text", ""),
            ("part: { cel: item }", "prat: { cel: item }", "17:13: PAR-PLB-02", "'part'?"),
            ("part: { cel: item }", "part: { cel: item == 'x' }", "must be string, not bool", ""),
            ("outputs.parts\n    with", "outputs.full\n    with", "'each' is a list, not bool", ""),
            ("steps.look.outputs.parts) >", "steps.look.outputs.prts) >", "18:", "'parts'?"),
            ("steps.elsewhere.status", "steps.elsewere.status", "36:", "'elsewhere'?"),
            ("after: [mark-parts, elsewhere]", "after: mark-parts", "36:", ""),
            (
                "after: [mark-parts, elsewhere]", "after: [mark-part]", "no step 'mark-part'",
                "'mark-parts'?"
            ),
            ("after: []", "after: [tell]", "'elsewhere' comes before 'tell' comes before", ""),
            ("by: [security, operations]", "by: []", "nobody can pass this gate", "role"),
            (
                "two-persons: account.environment == 'prod'", "two-persons: 1 == 1", "is constant",
                ""
            ),
            ("two-persons: account.environment == 'prod'", "two-persons: 1", "must be bool", ""),
            (
                "when: size(steps.look.outputs.parts) > 0 && inputs.wait_for > 2", "when: true",
                "18:11: PAR-PLB-05 the condition is constant", ""
            ),
            ("at-most: 2", "at-most: 4", "'t.mark' is done for 1 to 3 items", ""),
            ("may-fail: true", "at-most: 1", "'at-most' goes with 'each'", ""),
            ("timeout: 10m", "timeout: soon", "'soon' is not a length of time", ""),
            ("step: tell", "step: look", "there are two steps 'look'", ""),
            ("step: tell", "step: Tell_it", "'Tell_it' is not a name", ""),
            ("loud: { type", "case: { type", "'--case' is an option of the command itself", ""),
            ("default: 3", "default: many", "expected a whole number, found 'many'", ""),
            ("inputs.owner", "inputs.onwer", "36:", "'owner'?"),
        ]
    )
    func whatCannotBeIsRefused(old: String, new: String, said: String, hint: String) {
        #expect(Self.whole.contains(old))
        let text = Self.whole.replacing(old, with: new, maxReplacements: 1)
        let problems = #expect(throws: Problems.self) { try PlaybookStage.load(text) }
        let all = problems?.description ?? ""
        #expect(all.contains(said) && (hint.isEmpty || all.contains(hint)), "\(all)")
    }

    @Test(
        arguments: [
            (
                "runs: [look, elsewhere, mark-parts, tell]", "runs: [look, mark-parts]",
                "'marks what is in it': expected to run"
            ),
            ("undoes: [mark-parts]", "undoes: []", "expected to undo [], found [\"mark-parts\"]"),
            (
                "waits: [mark-parts]", "status: done",
                "expected to wait at [], found [\"mark-parts\"]"
            ),
            ("skips: [mark-parts, tell]", "skips: [tell]", "expected to skip"),
            ("status: failed", "", "expected the status done, found failed (mark-parts: 3 items"),
            ("approves: [mark-parts]", "approves: [look]", "the step 'look' has no gate"),
            ("fails: [elsewhere]", "fails: [elswhere]", "did you mean 'elsewhere'?"),
            ("look: { parts: [x, y] }", "look: { prts: [x] }", "did you mean 'parts'?"),
            ("look: { parts: [x, y] }", "look: { parts: x }", "expected a list, found 'x'"),
            ("target: { id: b-1, shelf: a }", "target: { shelv: a }", "did you mean 'shelf'?"),
            (
                "inputs: { owner: shop }", "inputs: { loud: true }",
                "the input 'owner' is missing: whose it is"
            ),
            ("inputs: { owner: shop }", "inputs: { owner: 1 }", "the input 'owner' is text"),
            (
                "inputs: { owner: shop }", "inputs: { owner: shop, colours: [red] }",
                "the input 'colours' needs 'loud' too: whether all hear it"
            ),
            (
                "inputs: { owner: shop }",
                "inputs: { owner: shop, colours: [red], loud: false }",
                "the input 'colours' needs 'loud' too"
            ),
        ]
    )
    func itsOwnTestsHoldIt(old: String, new: String, said: String) {
        #expect(Self.whole.contains(old))
        let text = Self.whole.replacing(old, with: new, maxReplacements: 1)
        let problems = #expect(throws: Problems.self) { try PlaybookStage.load(text) }
        #expect(problems?.description.contains(said) == true, "\(problems?.description ?? "")")
    }

    @Test func inputsThatGoTogetherAreTakenTogether() throws {
        let playbook = try PlaybookStage.load(Self.whole)
        let one: Object = ["owner": "shop", "colours": []]
        #expect(playbook.problem(withInputs: one) == nil)
        let both: Object = ["owner": "shop", "colours": ["red"], "loud": true]
        #expect(playbook.problem(withInputs: both) == nil)
    }

    /// Tests that leave a step out show nothing of it.
    @Test func everyStepIsDoneInATest() throws {
        let end = try #require(Self.whole.range(of: "  - it: asks two persons"))
        let only = String(Self.whole[..<end.lowerBound])
        _ = try PlaybookStage.load(only)
        let idle = only.replacing("        approves: [mark-parts]\n", with: "")
            .replacing("approves: [mark-parts]", with: "waits: [mark-parts]")
            .replacing("runs: [look, elsewhere, mark-parts, tell]", with: "runs: [look, elsewhere]")
            .replacing("undoes: [mark-parts]", with: "skips: []")
        let problems = #expect(throws: Problems.self) { try PlaybookStage.load(idle) }
        let said = "no test has 'mark-parts', 'tell' done"
        #expect(problems?.description.contains(said) == true, "\(problems?.description ?? "")")
    }

    @Test func anOrchestrationSaysWhereItsStepsWork() throws {
        let text = { (with: String) in
            """
            playbook: p
            kind: orchestration
            title: T
            steps:
              - { step: look, do: t.look, with: \(with) }
            tests:
              - { runs: [look] }
            """
        }
        let whole = "{ box: b, account: \"222222222222\", region: us-east-1 }"
        #expect(try PlaybookStage.load(text(whole)).target == nil)
        for (with, said) in [
            ("{ box: b, account: \"222222222222\" }", "needs 'region'"),
            (
                "{ box: { cel: target.id }, account: a, region: r }",
                "undeclared variable 'target'"
            ),
        ] {
            let problems = #expect(throws: Problems.self) { try PlaybookStage.load(text(with)) }
            #expect(problems?.description.contains(said) == true, "\(problems?.description ?? "")")
        }
    }

    /// What parapet.yaml does not name is no text, and no fault.
    @Test func conditionsSeeWhatIsThereForForensics() throws {
        let text = { (given: String, expected: String) in
            """
            playbook: p
            kind: workflow
            title: T
            target: t.box
            steps:
              - step: look
                do: t.look
                when: forensics.account == ''
                with: { box: { cel: target.id } }
              - step: there
                do: t.look
                when: forensics.account != ''
                with:
                  { box: b, account: { cel: forensics.account }, region: { cel: forensics.region } }
            tests:
              - { runs: [look], skips: [there] }
              - { forensics: \(given), runs: [\(expected)] }
            """
        }
        let there = "{ account: \"999988887777\", region: us-east-1 }"
        _ = try PlaybookStage.load(text(there, "there"))
        for (given, said) in [("{ acount: a }", "acount"), (there, "test failed")] {
            let problems = #expect(throws: Problems.self) {
                try PlaybookStage.load(text(given, "look"))
            }
            #expect(problems?.description.contains(said) == true, "\(problems?.description ?? "")")
        }
    }

    @Test func aNameIsTakenOnce() {
        let files = ["a.yaml", "b.yaml"].map { (name: $0, text: Self.whole) }
        let problems = #expect(throws: Problems.self) {
            try Playbook.load(
                files: files,
                catalogue: PlaybookStage.catalogue,
                steps: PlaybookStage.steps
            )
        }
        let said = "b.yaml:1:1: PAR-PLB-07 the name 'empty-the-box' is taken by a.yaml"
        #expect(problems?.description == said)
    }
}
