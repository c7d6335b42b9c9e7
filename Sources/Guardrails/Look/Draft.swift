import Document

/// A finding as this look would write it, before it meets the one that stands.
struct Draft {
    let identity: Finding.Identity
    private let part: Verdict.Part
    private let verdict: Verdict
    private let rule: Examination.Rule
    private let examination: Examination

    init(
        _ verdict: Verdict,
        _ part: Verdict.Part,
        _ rule: Examination.Rule,
        _ examination: Examination
    ) {
        identity = Finding.Identity(
            guardrail: verdict.guardrail,
            account: examination.account,
            region: verdict.resource.region,
            type: verdict.resource.type,
            resource: verdict.resource.id,
            part: part.key
        )
        self.part = part
        self.verdict = verdict
        self.rule = rule
        self.examination = examination
    }

    /// Nil where the standing finding says the same.
    func change(from standing: Finding?) -> Change? {
        let standing = standing?.status == .resolved ? nil : standing
        if part.isUnknown { return unknown(standing, part.because) }
        var finding = finding(.open, part.because)
        switch verdict.exception {
        case .unknown(let gap):
            let because = [Because(text: gap.summary, path: "tags")] + part.because
            return unknown(standing, because.sortedWithoutRepeats())
        case .granted(let exception):
            finding.status = .excepted
            finding.reason = Finding.Reason.exception(exception.id).text
            finding.exception = Finding.Exception(
                source: exception.id,
                owner: exception.owner,
                from: exception.from,
                until: exception.until
            )
        case .byTag(let owner): except(&finding, owner: owner, standing)
        case .none: break
        }
        guard let standing else {
            return Change(finding.status == .excepted ? .excepted : .opened, finding)
        }
        guard finding != standing else { return nil }
        return Change(event(from: standing, to: finding), finding)
    }

    private func event(from standing: Finding, to finding: Finding) -> Change.Event {
        switch (standing.status, finding.status) {
        case (.unknown, .open): .opened
        case (.excepted, .open): .reopened
        case (let before, .excepted) where before != .excepted: .excepted
        default:
            standing.unverified && standing.confirmed == finding ? .verified : .changed
        }
    }

    private func unknown(_ standing: Finding?, _ because: [Because]) -> Change? {
        if let standing, standing.status != .unknown { return standing.unconfirmed() }
        let finding = finding(.unknown, because)
        return finding == standing ? nil : Change(.unknown, finding)
    }

    /// An exception by tag lasts as long as the guardrail allows from when it was first seen.
    private func except(_ finding: inout Finding, owner: String?, _ standing: Finding?) {
        let from =
            standing?.exception.flatMap { $0.source == "tag" ? $0.from : nil } ?? examination.now
        let until = rule.byTagSeconds.flatMap {
            Timestamp(seconds: from.seconds + Int64($0), nanoseconds: from.nanoseconds)
        }
        finding.exception = Finding.Exception(source: "tag", owner: owner, from: from, until: until)
        if let until, until <= examination.now {
            finding.reason = Finding.Reason.exceptionByTagEnded(until).text
        } else {
            finding.status = .excepted
            finding.reason = Finding.Reason.exceptionByTag.text
        }
    }

    private func finding(_ status: Finding.Status, _ because: [Because]) -> Finding {
        Finding(
            identity: identity,
            status: status,
            severity: rule.severity,
            environment: examination.environment,
            arn: verdict.resource.arn,
            name: verdict.resource.name,
            because: because
        )
    }
}

extension Finding {
    fileprivate var confirmed: Finding {
        var finding = self
        finding.unverified = false
        return finding
    }
}
