import AWS
import Document
import Guardrails
import Store

/// Whether enough is known of the accounts for a sweep to begin, and with what. A function of values.
struct EstateKnowledge {
    let reading: Estates.Reading
    let remembered: [Estates.Remembered]
    let book: RuleBook
    /// What a role and its regions were is taken for true for so long.
    let rememberSeconds: Int
    let now: Timestamp

    struct Known {
        let estate: Estate
        /// Since when the accounts are known; nil where no organization lists them.
        let since: Timestamp?
        /// The accounts whose role and regions are to be asked for.
        let discover: [String]
        /// Accounts that guardrails' filters name and that nobody has or ever had.
        let strangers: [Problem]
    }

    enum Answer {
        case known(Known)
        /// Somebody is finding out.
        case notYet
        /// Nobody will; says why.
        case never(String)
    }

    func answer(for sweep: SweepLeading.Active) -> Answer {
        if let wait = Self.wait(for: sweep, reading, book) { return wait }
        let organization = book.configuration.organization
        let listed = remembered.filter { organization != nil && $0.listed != nil }
        if organization != nil, book.needsAccountTags, let wait = tagWait(listed, sweep) {
            return wait
        }
        let estate: Estate
        do throws(Problems) {
            estate = try book.estate(discovered: listed.map(\.account))
        } catch {
            return .never(error.description)
        }
        for id in sweep.narrowing.accounts where !estate.accounts.contains(where: { $0.id == id }) {
            let refusal = SweepRefusal("there is no account \(id)", hint: "parapet accounts")
            return .never(refusal.description)
        }
        return .known(
            Known(
                estate: estate,
                since: organization == nil ? nil : reading.complete,
                discover: unknown(in: estate, sweep),
                strangers: strangers(in: estate)
            )
        )
    }

    /// A first reading is waited for, and one that was asked for; a later one that fails leaves what
    /// was known before. Nil where the accounts decide.
    static func wait(
        for sweep: SweepLeading.Active,
        _ reading: Estates.Reading,
        _ book: RuleBook
    ) -> Answer? {
        guard book.configuration.organization != nil else { return nil }
        let needed = sweep.refresh ? sweep.requested : nil
        if let complete = reading.complete, needed.map({ $0 <= complete }) ?? true { return nil }
        return reading.failure(since: sweep.requested).map { .never($0) } ?? .notYet
    }

    /// An account whose tags were never asked for might belong to another environment. One where they
    /// are refused is known as it was before, or by its name and unit; coverage says so.
    private func tagWait(
        _ listed: [Estates.Remembered],
        _ sweep: SweepLeading.Active
    ) -> Answer? {
        let isWaiting = listed.contains { account in
            guard !account.account.isSuspended else { return false }
            let asked = [account.tagged, account.tagsRefused].compactMap(\.self).max()
            guard let asked else { return true }
            return sweep.refresh && asked < sweep.requested
        }
        return isWaiting ? .notYet : nil
    }

    private func strangers(in estate: Estate) -> [Problem] {
        let known =
            estate.accounts.map(\.id) + remembered.map(\.account.id)
            + book.configuration.namedAccounts
        return book.guardrails.flatMap { $0.problems(withAccounts: known) }
    }

    /// A role that refused may let us in by now; one that let us in is remembered for a while.
    private func unknown(in estate: Estate, _ sweep: SweepLeading.Active) -> [String] {
        let configuration = book.configuration
        let known = Set(
            remembered.filter { account in
                guard account.role == .assumed,
                    account.settings
                        == configuration.discoverySettings(of: account.account.id),
                    let discovered = account.discovered
                else { return false }
                return !sweep.refresh && now.seconds - discovered.seconds < Int64(rememberSeconds)
            }.map(\.account.id)
        )
        return estate.accounts
            .filter { !$0.isSuspended && sweep.narrowing.allows($0) && !known.contains($0.id) }
            .map(\.id)
    }
}

extension Estates.Reading {
    fileprivate func failure(since requested: Timestamp) -> String? {
        guard let began, began >= requested else { return nil }
        return error
    }
}

/// A sweep that was asked for in a way that cannot be met.
struct SweepRefusal: Error, CustomStringConvertible {
    let description: String

    init(_ message: String, hint: String) {
        description = "PAR-SWP-01 \(message) | hint: \(hint)"
    }
}

extension RuleBook {
    func check(_ narrowing: Narrowing) throws(SweepRefusal) {
        for name in narrowing.guardrails where guardrail(named: name) == nil {
            throw SweepRefusal("there is no guardrail '\(name)'", hint: "parapet guardrails list")
        }
        let environments =
            configuration.environments.map(\.name)
            + configuration.accounts.compactMap(\.environment)
        for name in narrowing.environments where !environments.contains(name) {
            throw SweepRefusal(
                "there is no environment '\(name)'",
                hint: "parapet.yaml declares \(environments.joined(separator: ", "))"
            )
        }
    }
}
