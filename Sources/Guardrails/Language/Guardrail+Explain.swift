import CEL

extension Guardrail {
    /// In plain sentences: what it looks at, what that costs, what it would do where.
    ///
    /// - Parameters:
    ///   - configuration: what is laid over the guardrail, and says which environments there are; nil
    ///     where it is not known.
    ///   - hearsEvents: whether AWS's events are received.
    public func explanation(under configuration: Configuration?, hearsEvents: Bool) -> String {
        let inForce = configuration.map(inForce) ?? self
        return [
            "\(name) (\(severity.rawValue)): \(title)",
            paragraph([looks, finding, leavesOut].compactMap(\.self)),
            paragraph([cost, permissionText]),
            paragraph(
                [
                    when(hearsEvents: hearsEvents), inForce.actsText(under: configuration),
                    inForce.doesText, inForce.carefulText, inForce.exceptionText, frameworkText,
                ].compactMap(\.self)
            ),
            education.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\n"),
        ].joined(separator: "\n\n")
    }

    private func paragraph(_ lines: [String]) -> String { lines.joined(separator: "\n") }

    private var looks: String {
        guard type.isRead else {
            return
                "It looks at each account as a whole, over what other jobs of the sweep committed"
                + relatedText + "."
        }
        let place = type.isGlobal ? "each account, once" : "each region of each account"
        return "It looks at every \(type.title) (\(type.name)) in \(place)\(relatedText)."
    }

    private var relatedText: String {
        guard !related.isEmpty else { return "" }
        let texts = related.map { related in
            let on = related.match.map { "\($0.field) has resource.\($0.own)" }
            let of = on.isEmpty ? "" : " whose " + on.joined(separator: " and whose ")
            let anywhere = related.reach == .estate ? ", in any account of the estate," : ""
            return "every \(related.type.title) (related.\(related.name))\(anywhere)\(of)"
        }
        return "; beside it " + texts.joined(separator: ", ")
    }

    private var finding: String {
        switch criteria {
        case .resource(let program):
            "Each one is a finding for which this holds:\n    \(program.source)\(meanings)"
        case .each(let each, let program):
            "Each '\(each.variable)' of resource.\(each.field) is a finding for which this holds:"
                + "\n    \(program.source)\(meanings)"
        case .parts(let parts):
            "Each of these is a finding where it is so:"
                + parts.map { "\n    \($0.key): \($0.text)" }.joined()
        }
    }

    /// What the resource's fields and facts in the criteria mean.
    private var meanings: String {
        let named = Set(
            programs.flatMap(\.reads).filter { $0.first == "resource" }.compactMap {
                $0.dropFirst().first
            }
        )
        let known =
            type.fields.map { ($0.name, $0.meaning) } + type.facts.map { ($0.name, $0.meaning) }
        return known.filter { named.contains($0.0) }
            .map { "\n    resource.\($0.0): \($0.1)" }.joined()
    }

    private var leavesOut: String? {
        var texts: [String] = []
        if !filters.accounts.isEmpty {
            texts.append("accounts other than \(filters.accounts.joined(separator: ", "))")
        }
        if !filters.environments.isEmpty {
            texts.append("environments other than \(filters.environments.joined(separator: ", "))")
        }
        if !filters.regions.isEmpty {
            texts.append("regions other than \(filters.regions.joined(separator: ", "))")
        }
        if let only = filters.only {
            texts.append("all for which this does not hold: \(only.source)")
        }
        if let unless = filters.unless {
            texts.append("all for which this holds: \(unless.source)")
        }
        return texts.isEmpty ? nil : "It leaves out " + texts.joined(separator: "; ") + "."
    }

    private var cost: String {
        let costs = costs.map { type, attributes in
            let place = type.isGlobal ? "an account" : "an account and region"
            let each = type.attributes.filter { attributes.contains($0.name) }.flatMap(\.calls)
            return "\(Self.calls(type.listCalls, of: type)) once \(place)"
                + (each.isEmpty ? "" : "; for what it finds \(Self.calls(each, of: type))")
        }
        let text = costs.isEmpty ? " none" : costs.map { "\n    \($0)" }.joined()
        return "Calls to AWS, shared with all guardrails that need the same:\(text)"
    }

    /// Each once; `s3control GetPublicAccessBlock` names another service than the type's.
    private static func calls(_ calls: [String], of type: ResourceType) -> String {
        var seen: Set<String> = []
        return calls.filter { seen.insert($0).inserted }.map { call in
            let words = call.split(separator: " ")
            return words.count == 2 ? words.joined(separator: ":") : "\(type.service):\(call)"
        }.joined(separator: ", ")
    }

    private var permissionText: String {
        "Permissions of the audit role: " + permissions.sorted().joined(separator: ", ")
    }

    /// The types that are read for it, each with the attributes that are.
    private var costs: [(type: ResourceType, attributes: Set<String>)] {
        let reads = reads
        var seen: Set<String> = []
        return readTypes.filter { seen.insert($0.name).inserted }.map { ($0, reads[$0.name] ?? []) }
    }

    /// The IAM actions that its reads need, and nothing else.
    public var permissions: Set<String> {
        Set(
            costs.flatMap { type, attributes in
                type.listPermissions
                    + type.attributes.filter { attributes.contains($0.name) }
                    .flatMap(\.permissions)
            }
        )
    }

    private func when(hearsEvents: Bool) -> String {
        let texts = triggers.map { trigger in
            switch trigger {
            case .every(let seconds): "every \(Self.duration(seconds).dropping("1 "))"
            case .cron(let cron): "by the clock (\(cron.text))"
            case .change: "when any event says that such a resource changed"
            case .event(let name, nil): "when \(name) happens"
            case .event(let name, let when?): "when \(name) happens and \(when.source)"
            }
        }
        if texts.isEmpty { return "It is judged in every sweep that is asked for." }
        return "It is judged \(texts.joined(separator: ", "))"
            + (isSwept ? ", and in every sweep that is asked for." : "; sweeps leave it out.")
            + (hearsEvents || !waitsForEvents ? "" : Self.withoutFeed(isSwept: isSwept))
    }

    private var waitsForEvents: Bool {
        triggers.contains { if case .event = $0 { true } else { false } }
    }

    private static func withoutFeed(isSwept: Bool) -> String {
        " No feed of AWS's events is configured: until there is one, "
            + (isSwept ? "its clock and sweeps alone judge it." : "nothing judges it.")
    }

    private var exceptionText: String {
        var texts: [String] = []
        if let group = exceptions.grantedBy { texts.append("the group '\(group)' may grant them") }
        if let seconds = exceptions.atMostSeconds {
            texts.append("for \(Self.duration(seconds)) at most")
        }
        texts.append(tagText)
        return "Exceptions: " + texts.joined(separator: ", ") + "."
    }

    private var tagText: String {
        guard exceptsByTagAnywhere else { return "tags do not count" }
        let deaf = environments.keys.filter { !exceptsByTag(in: $0) }.sorted()
        return "a resource may carry one in its tags"
            + (deaf.isEmpty ? "" : ", but not in \(deaf.joined(separator: ", "))")
    }

    private var frameworkText: String? {
        guard !controls.isEmpty else { return nil }
        return "Controls: " + controls.map(\.text).joined(separator: ", ") + "."
    }

    static func duration(_ seconds: Int) -> String {
        for (unit, name) in [(86400, "day"), (3600, "hour"), (60, "minute")]
        where seconds % unit == 0 {
            let count = seconds / unit
            return count == 1 ? "1 \(name)" : "\(count) \(name)s"
        }
        return "\(seconds) seconds"
    }
}

extension String {
    fileprivate func dropping(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
