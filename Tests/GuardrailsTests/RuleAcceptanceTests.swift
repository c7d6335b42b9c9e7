import Document
import Testing

@testable import Guardrails

@Suite struct RuleAcceptanceTests {
    private func texts(
        _ guardrails: [RuleTexts.File],
        configuration: String = "organization: {}\nenvironments: { prod: { names: [\"*\"] } }",
        baseline: String = "roles: { Audit: { attached: [SecurityAudit] } }"
    ) -> RuleTexts {
        RuleTexts(
            configuration: RuleTexts.File(file: "parapet.yaml", text: configuration),
            guardrails: guardrails,
            baselines: ["prod": RuleTexts.File(file: "prod.yaml", text: baseline)]
        )
    }

    private func accept(
        _ texts: RuleTexts,
        lastGood: RuleTexts? = nil
    ) throws -> RuleAcceptance {
        try accept(RuleFiles(texts), lastGood: lastGood)
    }

    private func accept(
        _ files: RuleFiles,
        lastGood: RuleTexts? = nil
    ) throws -> RuleAcceptance {
        try RuleAcceptance(
            files,
            lastGood: lastGood,
            catalogue: RelatedTests.catalogue,
            playbook: Self.playbook,
            hash: { "\($0.canonical.utf8.count)" }
        )
    }

    /// One that says its name and nothing else loads.
    static func playbook(
        _ file: RuleTexts.File,
        running tests: Bool
    ) throws(Problems) -> NamedInFile {
        let place = Place(file: file.file, line: 1, column: 1)
        guard file.text.hasPrefix("playbook: ") else {
            throw Problems([Problem(code: "PAR-PLB-01", place: place, message: "no playbook")])
        }
        return NamedInFile(String(file.text.dropFirst(10)), at: place)
    }

    private static func broken(_ name: String) -> RuleTexts.File {
        RuleTexts.File(file: "\(name).yaml", text: "guardrail: \(name)\nseverity: urgent\n")
    }

    @Test func whatLoadsIsAcceptedAsItIs() throws {
        let texts = texts([RuleBookTests.guardrail("a"), RuleBookTests.guardrail("b")])
        let accepted = try accept(texts)
        #expect(accepted.broken.isEmpty && accepted.book.texts == texts)
        #expect(accepted.book.guardrails.map(\.name) == ["a", "b"])
    }

    @Test func aBrokenFileCostsItselfAlone() throws {
        let accepted = try accept(texts([RuleBookTests.guardrail("a"), Self.broken("b")]))
        #expect(accepted.book.guardrails.map(\.name) == ["a"])
        #expect(accepted.broken.map(\.file) == ["b.yaml"])
        #expect(accepted.broken.first?.isReplaced == false)
        #expect(accepted.broken.first?.problems.isEmpty == false)
    }

    @Test func itsLastGoodTextStandsInForIt() throws {
        let good = texts([RuleBookTests.guardrail("a"), RuleBookTests.guardrail("b")])
        let accepted = try accept(
            texts([RuleBookTests.guardrail("a", more: "limits: {}"), Self.broken("b")]),
            lastGood: good
        )
        #expect(accepted.book.guardrails.map(\.name) == ["a", "b"])
        #expect(accepted.broken.map(\.isReplaced) == [true])
        // What was changed beside it is taken.
        #expect(accepted.book.texts.guardrails.first?.text.contains("limits") == true)
        #expect(accepted.book.texts.guardrails.last == good.guardrails.last)
    }

    @Test func aTestThatFailsBreaksItsFileToo() throws {
        let failing = RuleBookTests.guardrail("b", violating: "{ shelf: c }")
        let accepted = try accept(texts([RuleBookTests.guardrail("a"), failing]))
        #expect(accepted.book.guardrails.map(\.name) == ["a"] && accepted.broken.count == 1)
    }

    @Test func aNameThatIsTakenBreaksTheLaterFile() throws {
        let other = RuleTexts.File(file: "z.yaml", text: RuleBookTests.guardrail("a").text)
        let accepted = try accept(texts([RuleBookTests.guardrail("a"), other]))
        #expect(accepted.book.guardrails.map(\.name) == ["a"])
        #expect(accepted.broken.map(\.file) == ["z.yaml"])
    }

    @Test func aConfigurationThatIsBrokenIsTheLastGoodOneOrNone() throws {
        let guardrails = [RuleBookTests.guardrail("a")]
        let wrong = texts(guardrails, configuration: "organisation: {}")
        #expect(throws: Problems.self) { try accept(wrong) }
        let accepted = try accept(wrong, lastGood: texts(guardrails))
        #expect(accepted.broken.map(\.file) == ["parapet.yaml"])
        #expect(accepted.book.configuration.environments.map(\.name) == ["prod"])
    }

    private static let environment =
        "organization: {}\nenvironments: { prod: { names: [\"*\"] } }\n"

    /// What a new parapet.yaml says of guardrails and cannot be is its own mistake.
    @Test(arguments: ["guardrails: { aa: {} }", "guardrails: { a: { with: { t.mend: {} } } }"])
    func aConfigurationThatMisjudgesGuardrailsIsTheLastGoodOne(keys: String) throws {
        let guardrails = [RuleBookTests.guardrail("a")]
        let wrong = texts(guardrails, configuration: Self.environment + keys)
        let accepted = try accept(wrong, lastGood: texts(guardrails))
        #expect(accepted.broken.map(\.file) == ["parapet.yaml"])
        #expect(accepted.broken.first?.isReplaced == true)
        #expect(accepted.book.guardrails.map(\.name) == ["a"])
        #expect(accepted.book.texts.configuration == texts(guardrails).configuration)
    }

    /// A file that does not load may be the one that is named, and costs itself alone.
    @Test func aNameOfABrokenFileIsNoMistake() throws {
        let keys = Self.environment + "guardrails: { b: { limits: { changes-per-hour: 1 } } }"
        let good = texts([RuleBookTests.guardrail("a")])
        let new = texts([RuleBookTests.guardrail("a"), Self.broken("b")], configuration: keys)
        let accepted = try accept(new, lastGood: good)
        #expect(accepted.broken.map(\.file) == ["b.yaml"])
        #expect(accepted.book.configuration.overrides.map(\.name.name) == ["b"])
    }

    /// With no good configuration before, the guardrail is left out that it does not fit.
    @Test func whatDoesNotFitAtFirstCostsTheGuardrailAlone() throws {
        let keys = Self.environment + "guardrails: { a: { with: { t.mend: {} } }, c: {} }"
        let both = [RuleBookTests.guardrail("a"), RuleBookTests.guardrail("b")]
        let accepted = try accept(texts(both, configuration: keys))
        #expect(accepted.broken.map(\.file) == ["a.yaml"])
        #expect(accepted.book.guardrails.map(\.name) == ["b"])
    }

    @Test func aBaselineThatIsBrokenIsNotTakenForNone() throws {
        let guardrails = [RuleBookTests.guardrail("a")]
        let wrong = texts(guardrails, baseline: "rolls: {}")
        #expect(throws: Problems.self) { try accept(wrong) }
        let accepted = try accept(wrong, lastGood: texts(guardrails))
        #expect(accepted.broken.map(\.file) == ["prod.yaml"])
    }

    private static func unread(_ name: String) -> RuleFiles.Found {
        let place = Place(file: name, line: 1, column: 1)
        return .unread(name, Problem(code: "PAR-GRD-09", place: place, message: "is a folder"))
    }

    /// What is found of some texts, with one file of them unread.
    private static func found(_ texts: RuleTexts, unread name: String) -> RuleFiles {
        let whole = RuleFiles(texts)
        func found(_ file: RuleFiles.Found) -> RuleFiles.Found {
            file.name == name ? unread(name) : file
        }
        return RuleFiles(
            configuration: found(whole.configuration),
            guardrails: whole.guardrails.map(found),
            // Nobody knows which they are without it.
            baselines: name == "parapet.yaml" ? [:] : whole.baselines.mapValues(found)
        )
    }

    @Test(arguments: ["parapet.yaml", "b.yaml", "prod.yaml"])
    func whatCannotBeReadIsTheLastGoodText(file: String) throws {
        let good = texts([RuleBookTests.guardrail("a"), RuleBookTests.guardrail("b")])
        let new = texts([
            RuleBookTests.guardrail("a", more: "limits: {}"), RuleBookTests.guardrail("b"),
        ])
        let accepted = try accept(Self.found(new, unread: file), lastGood: good)
        #expect(accepted.broken.map(\.file) == [file])
        #expect(accepted.broken.map(\.isReplaced) == [true])
        // What was changed beside it is taken, and nothing is lost with it.
        #expect(accepted.book.texts == new)
        #expect(accepted.book.baselines["prod"]?.isEmpty == false)
    }

    @Test func whatCannotBeReadAndNeverWasIsLeftOutOrStopsAll() throws {
        let both = texts([RuleBookTests.guardrail("a"), RuleBookTests.guardrail("b")])
        let accepted = try accept(Self.found(both, unread: "b.yaml"))
        #expect(accepted.book.guardrails.map(\.name) == ["a"])
        #expect(accepted.broken.map(\.isReplaced) == [false])
        for file in ["parapet.yaml", "prod.yaml"] {
            #expect(throws: Problems.self) { try accept(Self.found(both, unread: file)) }
        }
    }

    /// A folder that is gone, as one whose volume is not mounted, takes no guardrail away.
    @Test func aFolderThatCannotBeReadIsAllThatWasInIt() throws {
        let inFolder = ["a", "b"].map { name in
            RuleTexts.File(file: "gr/\(name).yaml", text: RuleBookTests.guardrail(name).text)
        }
        let good = texts(inFolder)
        let whole = RuleFiles(good)
        let found = RuleFiles(
            configuration: whole.configuration,
            guardrails: [Self.unread("gr")],
            baselines: whole.baselines
        )
        let accepted = try accept(found, lastGood: good)
        #expect(accepted.book.texts == good)
        #expect(accepted.broken.map(\.file) == ["gr"])
        #expect(accepted.broken.map(\.isReplaced) == [true])
        #expect(throws: Problems.self) { try accept(found) }
    }

    /// A new parapet.yaml that names a baseline which is not there is the mistake.
    @Test func aConfigurationThatNamesNoBaselineThereIsIsTheLastGoodOne() throws {
        let guardrails = [RuleBookTests.guardrail("a")]
        let before = RuleTexts(
            configuration: texts(guardrails).configuration,
            guardrails: guardrails
        )
        let new = texts(guardrails, configuration: Self.environment + "unclassified: allow")
        let accepted = try accept(Self.found(new, unread: "prod.yaml"), lastGood: before)
        #expect(accepted.broken.map(\.file) == ["parapet.yaml"])
        #expect(accepted.book.texts == before)
    }

    private func playbooks(_ found: [RuleFiles.Found]) -> RuleFiles {
        let texts = texts([RuleBookTests.guardrail("a")])
        return RuleFiles(
            configuration: .text(texts.configuration),
            guardrails: texts.guardrails.map { .text($0) },
            baselines: texts.baselines.mapValues { .text($0) },
            playbooks: found
        )
    }

    private static func file(_ name: String, _ text: String) -> RuleFiles.Found {
        .text(RuleTexts.File(file: "p/\(name).yaml", text: text))
    }

    @Test func aBrokenPlaybookCostsItselfAlone() throws {
        let whole = [Self.file("a", "playbook: a"), Self.file("b", "playbook: b")]
        let good = try accept(playbooks(whole))
        #expect(good.broken.isEmpty && good.book.texts.playbooks.map(\.text).count == 2)
        let texts = good.book.texts
        #expect(RuleTexts(canonical: texts.canonical) == texts)
        let broken = playbooks([Self.file("a", "playbook: c"), Self.file("b", "broken")])
        let left = try accept(broken)
        #expect(left.book.texts.playbooks.map(\.text) == ["playbook: c"])
        #expect(left.broken.map(\.file) == ["p/b.yaml"] && left.broken[0].isReplaced == false)
        let replaced = try accept(broken, lastGood: texts)
        #expect(replaced.book.texts.playbooks.map(\.text) == ["playbook: c", "playbook: b"])
        #expect(replaced.broken.map(\.isReplaced) == [true])
        // Not the folder of playbooks is what there is nothing to judge by for.
        let problem = Problem(
            code: "PAR-PLB-08",
            place: Place(file: "p", line: 1, column: 1),
            message: "gone"
        )
        let gone = try accept(playbooks([.unread("p", problem)]), lastGood: texts)
        #expect(gone.book.texts.playbooks == texts.playbooks)
        let taken = try accept(playbooks(whole + [Self.file("c", "playbook: a")]))
        #expect(taken.broken.map(\.file) == ["p/c.yaml"])
    }

    @Test func aFindingIsClosedByWhatTheBookSaysOfItsAccount() throws {
        let book = try RuleBook(
            texts([
                RuleBookTests.guardrail("a", more: "filters: { environments: [prod] }"),
                RuleBookTests.guardrail("off", more: "environments: { default: off }"),
            ]),
            hash: "h",
            catalogue: RelatedTests.catalogue
        )
        func account(_ environment: String?, suspended: Bool = false) -> Account {
            Account(id: "1", name: "n", environment: environment, isSuspended: suspended)
        }
        #expect(book.closing("a", in: account("prod")) == nil)
        #expect(book.closing("a", in: account(nil)) == .outOfScope)
        #expect(book.closing("off", in: account("prod")) == .outOfScope)
        #expect(book.closing("gone", in: account("prod")) == .guardrailRemoved)
        #expect(book.closing("a", in: account("prod", suspended: true)) == .accountLeft)
        #expect(book.closing("a", in: nil) == .accountLeft)
    }
}
