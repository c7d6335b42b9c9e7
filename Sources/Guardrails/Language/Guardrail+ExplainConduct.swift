/// What it may do where, how carefully, and who has to agree.
extension Guardrail {
    func actsText(under configuration: Configuration?) -> String {
        guard let configuration else {
            let named = environments.keys.filter { $0 != "default" }.sorted()
            let elsewhere = named.isEmpty ? "everywhere" : "elsewhere"
            return "What it may do: "
                + (named.map { "\($0): \(mode(in: $0).text)" }
                + ["\(elsewhere): \(standardMode.text)"]).joined(separator: "; ") + "."
        }
        let listed = configuration.accounts.compactMap(\.environment)
        let names = Set(configuration.environments.map(\.name) + listed).sorted()
        let lines =
            names.map { "\n    \($0): \(text(of: configuration.conduct(of: self, in: $0)))" }
            + ["\n    accounts without an environment: \(mode(in: nil).text)"]
        return "What it may do:" + lines.joined()
    }

    private var standardMode: Mode { environments["default"] ?? .observe }

    private func text(of conduct: Conduct) -> String {
        guard conduct.mode >= .approve, let window = conduct.window else {
            return conduct.mode.text
        }
        return "\(conduct.mode.text), \(window.text)"
    }

    /// Nil where nothing is changed.
    var carefulText: String? {
        guard allActions.contains(where: \.acts) else { return nil }
        let approvers = approval.by.map { approver in
            switch approver {
            case .role(let name): "members of '\(name)'"
            case .owner: "the resource's owner"
            }
        }
        let who = approvers.isEmpty ? "nobody" : approvers.joined(separator: " or ")
        return """
            Approved by \(who), within \(Self.duration(approval.expiresSeconds)).
            \(limitText)
            \(iacText), and one that only just appeared is left alone for \
            \(Self.duration(settleSeconds)).
            """
    }

    private var limitText: String {
        "By itself it changes at most \(limits.changesPerSweep) and \(limits.sharePerSweep)% of what"
            + " it judged in a sweep, \(limits.changesPerHour) an hour in an account, in waves of"
            + " \(limits.waves.map(\.text).joined(separator: ", ")), and stops after"
            + " \(limits.failuresInARow) failures in a row."
    }

    private var iacText: String {
        switch iac {
        case .notify: "Of a resource that is kept as code it only tells"
        case .act: "A resource that is kept as code is changed like any other"
        }
    }
}

extension Mode {
    fileprivate var text: String {
        switch self {
        case .off: "nothing, it is not judged"
        case .observe: "findings only"
        case .notify: "findings, and tell people"
        case .approve: "act when somebody approved"
        case .enforce: "act by itself"
        }
    }
}
