import Document
import Platform
import Playbooks

extension Step {
    /// What others see of a name.
    static let verifyName = Step(
        StepType(
            "dns.verify-name",
            title: "Asks a DNS server until a name leads where it should",
            kind: .analyse,
            site: .estate,
            inputs: [
                .init("name", .text, required: true, "the name"),
                .init("type", .text, standard: "CNAME", "CNAME, A or AAAA") { value in
                    RecordSets.types.contains(value.string ?? "") ? nil : "it is CNAME, A or AAAA"
                },
                .init("values", .list(.text), required: true, "where it should lead"),
                .init(
                    "resolver",
                    .text,
                    standard: "system",
                    "the DNS server's address, with :PORT where that is not 53; system: the first that "
                        + "the worker's machine asks"
                ) { value in
                    let text = value.string ?? ""
                    return text == "system" || NameServer(text) != nil ? nil : "it is no address"
                },
            ],
            outputs: [.init("values", .list(.text), "where the name leads")]
        )
    ) { context in
        let text = context.text("resolver")
        guard let server = text == "system" ? NameServer.ofSystem : NameServer(text) else {
            return .failed("there is no DNS server to ask", isFinal: true)
        }
        guard let kind = NameQuestion.Kind(rawValue: context.text("type")),
            let question = NameQuestion(context.text("name"), kind)
        else { return .failed("'\(context.text("name"))' cannot be asked for", isFinal: true) }
        return seen(await server.ask(question), of: question, wanted: context.texts("values"))
    }

    /// - Parameter wanted: names in any spelling, or addresses.
    static func seen(
        _ outcome: NameQuestion.Outcome,
        of question: NameQuestion,
        wanted: [String]
    ) -> StepAnswer {
        switch outcome {
        case .failed(let text): return .failed(text, isFinal: false)
        case .answers(let answers):
            let own = answers.filter { $0.name == question.name && $0.kind == question.kind }
            let values = own.map(\.value).sorted()
            guard Set(values.map(spelling)) == Set(wanted.map(spelling)) else {
                // Servers may remember for a while what was there.
                return .later(seconds: 15)
            }
            return .done(["values": .list(values)])
        }
    }

    private static func spelling(_ value: String) -> String {
        if let address = Network("\(value)/\(value.contains(":") ? 128 : 32)") {
            return address.bytes.map { String($0) }.joined(separator: " ")
        }
        let text = value.lowercased()
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
