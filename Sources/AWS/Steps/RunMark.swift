import Document
import Guardrails
import Platform

/// The tags of what a step makes: people see where it comes from, and the step finds it again by them
/// when it is done a second time.
struct RunMark {
    static let parameter = "made-by"
    private static let stepKey = "ParapetStep"

    let tags: Object

    init(_ run: StepRun) {
        var tags: Object = [
            "ParapetRun": .string(run.id), Self.stepKey: .string(Self.value(run.key)),
        ]
        tags["ParapetCase"] = run.caseName.map { .string(Self.value($0)) }
        self.tags = Self.ordered(tags)
    }

    init(_ context: ActionContext) {
        tags = Self.ordered(context.request.parameters[Self.parameter]?.object ?? [:])
    }

    /// The ledger keeps what was asked, and no order of its members.
    private static func ordered(_ tags: Object) -> Object {
        Object(tags.map { $0 }.sorted { $0.0 < $1.0 })
    }

    /// Amazon EC2 User Guide, "Tag your Amazon EC2 resources": a value has at most 256 characters.
    private static func value(_ text: String) -> String { String(text.prefix(256)) }

    /// Of one step of one run.
    var filters: [JSON] {
        tags.filter { $0.0 != "ParapetCase" }.map { key, value in
            ["Name": .string("tag:\(key)"), "Values": [value]]
        }
    }

    /// As calls that make something take them.
    func specification(_ type: String, _ others: Object = [:]) -> JSON {
        let all = tags.map { $0 } + others.map { $0 }
        let list = all.map { key, value -> JSON in ["Key": .string(key), "Value": value] }
        return ["ResourceType": .string(type), "Tags": .array(list)]
    }

    /// The same for every attempt: what AWS knows a call by that it shall do once, 64 characters at most.
    func token(_ parts: String...) -> String {
        let words = tags.map { "\($0.0)=\($0.1.string ?? "")" } + parts
        return SHA256.hexDigest(Array(words.joined(separator: "\n").utf8))
    }
}

extension StepContext {
    /// What an action is asked to do to one thing of the step's account and region.
    ///
    /// - Parameter parameters: beside the mark of the run.
    func asked(
        _ type: String,
        _ id: String,
        region: String? = nil,
        part: String = "",
        document: Object = [:],
        _ parameters: Object = [:]
    ) -> ActionRequest {
        let region = region ?? text("region")
        var all = parameters
        all[RunMark.parameter] = .object(RunMark(run).tags)
        let name = ResourceName(type: type, account: text("account"), region: region, id: id)
        return ActionRequest(
            target: Resource(name: name, document: document),
            region: region,
            part: part,
            parameters: all
        )
    }
}
