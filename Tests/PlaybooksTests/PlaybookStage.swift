import Document
import Guardrails
import Playbooks

/// Steps, a type and playbooks made of them that mean nothing.
enum PlaybookStage {
    static let catalogue = Catalogue([
        ResourceType(
            "t.box",
            title: "Box",
            service: "t",
            isGlobal: false,
            listPermissions: ["t:ListBoxes"],
            attributes: [.init("lid", permissions: ["t:GetLid"])],
            fields: [
                .init("shelf", .text, "where it stands"),
                .init("parts", .list(.text), "what is in it"),
                .init("colour", .text, from: "lid", "of its lid"),
            ]
        )
    ])

    static let steps = StepCatalogue([
        StepType(
            "t.look",
            title: "Looks into it",
            kind: .analyse,
            site: .region,
            inputs: [.init("box", .text, required: true, "which")],
            outputs: [
                .init("parts", .list(.text), "what is in it"),
                .init("full", .flag, "whether it is"),
                .init("found", .list(.any), "as it is"),
            ],
            permissions: ["t:GetBox"]
        ),
        StepType(
            "t.mark",
            title: "Marks it",
            kind: .respond,
            site: .region,
            inputs: [
                .init("part", .text, "which"), .init("loud", .flag, standard: false, "or not"),
            ],
            outputs: [.init("mark", .text, "what it was marked with")],
            permissions: ["t:Mark", "t:Unmark"],
            undo: "the mark is taken off",
            limits: .init(attempts: 2, waitSeconds: 10, timeoutSeconds: 100, items: 3)
        ),
        StepType(
            "t.burn",
            title: "Burns it",
            kind: .respond,
            site: .estate,
            permissions: ["t:Burn"]
        ),
        StepType(
            "t.tell",
            title: "Tells about it",
            kind: .analyse,
            site: .estate,
            inputs: [.init("found", .list(.any), "what"), .init("text", .text, "in words")],
            outputs: [.init("text", .text, "what was told")]
        ),
    ])

    static func load(_ text: String, running tests: Bool = true) throws(Problems) -> Playbook {
        try Playbook.load(
            yaml: text,
            file: "p.yaml",
            catalogue: catalogue,
            steps: steps,
            running: tests
        )
    }

    /// A workflow on a box; nobody proves it.
    static func workflow(_ steps: String, inputs: String = "{}") throws(Problems) -> Playbook {
        try load(
            """
            playbook: p
            kind: workflow
            title: T
            target: t.box
            inputs: \(inputs)
            steps:
            \(steps)
            tests: []
            """,
            running: false
        )
    }

    static let box = Resource(
        name: ResourceName(type: "t.box", account: "222222222222", region: "eu-west-1", id: "b-1"),
        document: ["shelf": "a", "parts": ["x", "y"]]
    )

    static func run(
        _ playbook: Playbook,
        inputs: Object = Object(),
        environment: String? = "dev",
        onlyAnalyses: Bool = false,
        isDry: Bool = false
    ) -> Run {
        Run(
            id: "r-1",
            of: playbook,
            textDigest: "00",
            target: playbook.target == nil ? nil : box,
            account: playbook.target == nil
                ? nil
                : Account(id: "222222222222", name: "shop", environment: environment),
            inputs: inputs,
            caseName: "4711",
            startedBy: "ann",
            onlyAnalyses: onlyAnalyses,
            isDry: isDry
        )
    }
}
