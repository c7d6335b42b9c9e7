import AWS
import Document
import Guardrails
import Records

extension Item {
    private static let shownReasons = 5

    /// - Parameter group: says the account where the item does not.
    func entry(in group: Group, for recipient: Recipient) -> Letter.Entry {
        Letter.Entry(
            word: event.word,
            title: title,
            facts: facts(for: recipient),
            link: ConsoleLink.url(
                of: resource,
                account: (account ?? group.account)?.id,
                region: region
            )
        )
    }

    /// `Security group sg-0a1b2c3d (web) in eu-west-1`
    var title: String {
        let name = resource.type.clipped()
        let type = Catalogue.aws[name]?.title ?? name
        let called = resource.name.flatMap { $0 == resource.id || $0.isEmpty ? nil : $0 }
        return "\(type) \(resource.id.clipped())" + (called.map { " (\($0.clipped()))" } ?? "")
            + (region == Scope.global ? "" : " in \(region.clipped())")
    }

    private func facts(for recipient: Recipient) -> [Letter.Fact] {
        var facts: [Letter.Fact] = []
        if let account { facts.append(Letter.Fact("account", account.shown)) }
        facts.append(Letter.Fact("when", moment))
        if !part.isEmpty { facts.append(Letter.Fact("part", part.clipped(), isVerbatim: true)) }
        facts += reasons
        if let actor, recipient.mayKnowActors {
            let text = "\(actor.call.clipped()) by \(actor.name.clipped()), \(actor.at.shown)"
            facts.append(Letter.Fact("call", text, isVerbatim: true))
        }
        facts += answer
        if let finding {
            facts.append(Letter.Fact("finding", finding.clipped(), isVerbatim: true))
        }
        if let ticket {
            facts.append(Letter.Fact("ticket", ticket.shown, isVerbatim: true))
        }
        return facts
    }

    private var moment: String {
        guard let flapping, flapping.count > 1 else { return at.shown }
        return "\(at.shown); it changed \(flapping.count.grouped) times since "
            + "\(flapping.since.shown), and is told once"
    }

    /// Why the finding is there, or is not any more.
    private var reasons: [Letter.Fact] {
        var facts: [Letter.Fact] = []
        if let reason, !event.isOfChange {
            facts.append(Letter.Fact("reason", reason.clipped(), isVerbatim: true))
        }
        guard event != .resolved else { return facts }
        for each in because.prefix(Self.shownReasons) {
            facts.append(
                Letter.Fact("because", each.text.clipped(to: 500), isVerbatim: true)
            )
            if let witness = each.witness {
                facts.append(
                    Letter.Fact("for example", Self.words(witness), isVerbatim: true)
                )
            }
        }
        if because.count > Self.shownReasons {
            let more = (because.count - Self.shownReasons).grouped
            facts.append(Letter.Fact("because", "and \(more) reasons more"))
        }
        return facts
    }

    /// A request that would be allowed: who may do what with what, and what it has to carry.
    private static func words(_ witness: JSON) -> String {
        guard let action = witness["action"]?.string, let resource = witness["resource"]?.string
        else { return witness.text.clipped(to: 500) }
        let who = witness["principal"]?.string ?? "anonymous"
        let keys = (witness["keys"]?.object ?? [:]).prefix(shownReasons).map { key, value in
            "\(key.clipped())=\((value.string ?? value.text).clipped())"
        }
        return "\(action.clipped()) on \(resource.clipped()) by \(who.clipped())"
            + (keys.isEmpty ? "" : " with \(keys.joined(separator: ", "))")
    }

    /// What Parapet does about it; nothing for what is over.
    private var answer: [Letter.Fact] {
        if let change { return change.facts }
        switch event {
        case .opened, .reopened:
            return [Letter.Fact("Parapet", "changes nothing here by itself")]
        default: return []
        }
    }
}

extension Item.Ticket {
    /// With its address where that is one of the web, and safe.
    var shown: String {
        reference.clipped() + (safeURL.map { " \($0)" } ?? "")
    }

    var safeURL: String? {
        guard let url, url.hasPrefix("https://"), url.utf8.count <= 1000,
            url.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !"<>\"'`|\\".utf8.contains($0) })
        else { return nil }
        return url
    }
}

extension AccountNote {
    /// `shop-prod (200000000013)`
    var named: String {
        name.map { "\($0.clipped()) (\(id.clipped()))" } ?? id.clipped()
    }

    /// With its environment.
    var shown: String { named + ", " + (environment.map { $0.clipped() } ?? "no environment") }
}
