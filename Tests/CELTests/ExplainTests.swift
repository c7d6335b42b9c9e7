import Testing

@testable import CEL

@Suite struct ExplainTests {
    private func terms(_ source: String) throws -> [String] {
        let program = try Program(source, declarations: Stand.declarations)
        let explanation = program.explain(Stand.bindings)
        #expect(shown(explanation.outcome) == shown(program.evaluate(Stand.bindings)))
        return explanation.terms.map(\.source)
    }

    @Test(arguments: [
        ("resource.public && port == 22", ["resource.public", "port == 22"]),
        ("resource.public && port == 23", ["port == 23"]),
        ("port == 21 && port == 23", ["port == 21", "port == 23"]),
        ("port == 22 || port == 23", ["port == 22"]),
        ("port == 21 || port == 23", ["port == 21", "port == 23"]),
        ("!(port == 21 || port == 23)", ["port == 21", "port == 23"]),
        ("!(port == 22 && resource.name == 'x')", ["resource.name == 'x'"]),
        ("(port == 22) ? (resource.public) : false", ["port == 22", "resource.public"]),
        ("cel.bind(p, resource.name, p == 'web' && port == 22)", ["p == 'web'", "port == 22"]),
        ("resource.policy == 1 && port == 22", ["resource.policy == 1"]),
        (
            "resource.policy == 1 || resource.tag('unread') == ''",
            ["resource.policy == 1", "resource.tag('unread') == ''"]
        ),
        ("resource.policy == 1 && port == 23", ["port == 23"]),
        ("port / 0 == 1 && resource.public", ["port / 0 == 1"]),
    ])
    func decides(source: String, expected: [String]) throws {
        #expect(try terms(source) == expected)
    }

    @Test func showsReadsAndWitnesses() throws {
        let source = "resource.ingress.exists(r, r.from == port && '0.0.0.0/0' in r.cidrs)"
        let term = try #require(
            try Program(source, declarations: Stand.declarations).explain(Stand.bindings).terms
                .first
        )
        #expect(term.source == source)
        #expect(term.reads.map(\.path) == ["resource.ingress", "port"])
        #expect(term.reads.map { shown($0.value) } == ["[rule, rule]", "22"])
        #expect(term.witnesses.count == 1)
        let all = try Program(
            "resource.ingress.all(r, r.from == 22)",
            declarations: Stand.declarations
        ).explain(Stand.bindings)
        #expect(all.terms.first?.witnesses.count == 1)
        guard case .object(let failing)? = all.terms.first?.witnesses.first,
            case .value(let port) = failing.field("from")
        else {
            Issue.record("no witness")
            return
        }
        #expect(shown(port) == "80")
    }

    @Test func showsMethodsAndAliases() throws {
        let program = try Program(
            "cel.bind(p, resource, p.name + resource.tag('env') == 'webprod')",
            declarations: Stand.declarations
        )
        let reads = try #require(program.explain(Stand.bindings).terms.first?.reads)
        #expect(reads.map(\.path) == ["resource.name", "resource.tag('env')"])
        #expect(reads.map { shown($0.value) } == ["'web'", "'prod'"])
    }

    @Test func leavesOutWhatIsNotThere() throws {
        let program = try Program(
            "has(resource.owner) || resource.public",
            declarations: Stand.declarations
        )
        let terms = program.explain(Stand.bindings).terms
        #expect(terms.map(\.source) == ["resource.public"])
        let absent = try Program("!has(resource.owner)", declarations: Stand.declarations)
        #expect(absent.explain(Stand.bindings).terms.first?.reads.isEmpty == true)
    }
}
