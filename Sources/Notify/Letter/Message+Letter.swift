import Document
import Guardrails

extension Message {
    /// - Parameter limit: how many things of a group are shown; more are counted.
    func letter(limit: Int) -> Letter {
        var letter =
            switch matter {
            case .transitions(let groups): Letter(groups, for: recipient, limit: limit)
            case .digest(let digest): Letter(digest, limit: limit)
            case .firstSweep(let sweep): Letter(sweep, limit: limit)
            case .changesStopped(let stop): Letter(stop)
            case .exceptionEnds(let exception): Letter(exception)
            case .channelDead(let channel): Letter(channel)
            case .run(let run): Letter(run)
            case .test: Letter(testOf: recipient)
            }
        letter.subject = letter.subject.visible.clipped()
        letter.footer = footer
        letter.leaveOutWhatCannotBeTyped()
        return letter
    }

    private var footer: String {
        let role = recipient.isOwner ? ", the owner of what it is about" : ""
        return
            "Parapet told this to \(recipient.name.clipped())\(role). It tells what changed, once. "
            + "This message: \(key.clipped())"
    }

    /// The worst that it speaks of; nil where it speaks of no guardrail.
    public var severity: Severity? {
        switch matter {
        case .transitions(let groups): groups.map(\.guardrail.severity).max()
        case .digest(let digest): digest.groups.map(\.guardrail.severity).max()
        case .firstSweep(let sweep):
            sweep.tallies.filter { $0.open > 0 }.map(\.severity).max()
        case .changesStopped(let stop): stop.guardrail?.severity
        case .exceptionEnds(let exception): exception.guardrail.severity
        case .run: .critical
        case .channelDead, .test: nil
        }
    }
}

extension Letter {
    fileprivate mutating func leaveOutWhatCannotBeTyped() {
        for index in sections.indices {
            sections[index].parts = sections[index].parts.compactMap { part in
                guard case .command(let command) = part else { return part }
                return command.typable.map(Part.command)
            }
        }
        sections.removeAll(where: \.parts.isEmpty)
    }
}
