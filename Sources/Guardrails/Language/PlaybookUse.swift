import CEL
import Document

/// `{ do: playbook, on: CEL, with: { name, target, inputs } }`: a run is started about a finding. It is
/// proposed, approved and limited as a change is, and the ledger calls it by ``action``.
public struct PlaybookUse: Sendable {
    /// As the playbook calls itself.
    public let name: String
    /// The resource that it is run on; without it, and without a target, the finding's own.
    let on: Program?
    /// An id or an ARN of the account instead.
    let target: ActionUse.Argument?
    /// By the playbook's names of them.
    let inputs: [String: ActionUse.Argument]

    /// What the ledger has in place of an action's name.
    public var action: String { Self.prefix + name }

    private static let prefix = "playbook "

    /// The playbook that an action of the ledger starts; nil for one that changes something itself.
    public static func name(inAction action: String) -> String? {
        action.hasPrefix(prefix) ? String(action.dropFirst(prefix.count)) : nil
    }

    var programs: [Program] {
        let arguments = inputs.sorted { $0.key < $1.key }.map(\.value) + [target].compactMap(\.self)
        return [on].compactMap(\.self)
            + arguments.compactMap { if case .computed(let program) = $0 { program } else { nil } }
    }
}

extension YAMLValue {
    static let playbook = "playbook"

    /// - Parameter keys: of the action.
    func playbookUse(
        _ keys: [String: YAMLValue],
        at position: ActionPlace
    ) -> PlaybookUse? {
        guard let with = keys["with"] else {
            source.report(.missingKey, at: place, "the key 'with' is missing: with: { name: … }")
            return nil
        }
        let written = with.keys(["name", "target", "inputs"], required: ["name"])
        guard let name = written["name"]?.text() else { return nil }
        let declarations = position.declarations
        let target = ActionType.Parameter("target", .text, "the id or ARN of what it is run on")
        var on: Program?
        if let value = keys["on"] {
            on = value.program(declarations, expecting: nil)
            if written["target"] != nil { value.bad("'on' and 'target' say the same: write one") }
            if let on, !on.type.isOneResource {
                value.bad("a playbook is run on one resource, not on \(on.type)")
            }
        }
        return PlaybookUse(
            name: name,
            on: on,
            target: with.argument(written["target"], target, declarations),
            inputs: written["inputs"]?.freeArguments(declarations) ?? [:]
        )
    }

    private func argument(
        _ value: YAMLValue?,
        _ parameter: ActionType.Parameter,
        _ declarations: Declarations
    ) -> ActionUse.Argument? {
        guard value != nil else { return nil }
        let written = arguments().filter { $0.name.name == parameter.name }
        let (fitting, complaints) = written.arguments(for: [parameter], declarations)
        report(complaints)
        return fitting[parameter.name]
    }

    /// Of whatever shapes: the playbook's inputs say which, and are known when it is started.
    private func freeArguments(_ declarations: Declarations) -> [String: ActionUse.Argument] {
        let written = arguments()
        let parameters = written.map { ActionType.Parameter($0.name.name, .any, "an input") }
        let (fitting, complaints) = written.arguments(for: parameters, declarations)
        report(complaints)
        return fitting
    }

    private func report(_ complaints: [WrittenArgument.Complaint]) {
        for complaint in complaints {
            source.report(
                complaint.fault,
                at: complaint.place,
                complaint.message,
                hint: complaint.hint
            )
        }
    }
}

extension ValueType {
    fileprivate var isOneResource: Bool {
        if case .object = self { true } else { self == .dyn }
    }
}
