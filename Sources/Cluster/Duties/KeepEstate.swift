import AWS
import Document
import Guardrails
import Logging
import Store

/// Knows which accounts there are, so that no sweep has to find out first: the organization is read
/// again after a while, the tags of its accounts in turns where anything looks at them.
struct KeepEstate: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.pollSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        // Files that are wrong are told to whoever asks for a sweep.
        guard let book = try? tools.rules.book(), let organization = book.configuration.organization
        else { return .done }
        let requested = try await tools.sweeps.active(token: token)
            .filter { $0.state == .requested }
        func upkeep() async throws(StoreError) -> EstateUpkeep {
            EstateUpkeep(
                reading: try await tools.estates.reading(token: token),
                refresh: requested.filter(\.refresh).map(\.requested).max(),
                waiting: requested.map(\.requested).max(),
                news: book.configuration.eventQueues.isEmpty
                    ? nil : try await tools.news.readingSince(token: token),
                everySeconds: tools.pace.organizationSeconds,
                needsTags: book.needsAccountTags
            )
        }
        var known = try await upkeep()
        if known.readsOrganization {
            try await read(organization, began: known.reading.asked, token)
            known = try await upkeep()
        }
        guard known.needsTags else { return .done }
        let stale = try await tools.estates.untagged(
            before: known.tagsBefore,
            retry: known.tagsRetry,
            limit: Self.tagsAtOnce,
            token: token
        )
        guard !stale.isEmpty else { return .done }
        try await readTags(of: stale, token)
        return Turn(isSoon: stale.count == Self.tagsAtOnce)
    }

    private static let tagsAtOnce = 500

    private func read(
        _ organization: Configuration.Organization,
        began: Timestamp,
        _ token: Int64
    ) async throws(StoreError) {
        var gone: [String] = []
        let error: String?
        switch await reader() {
        // This process stops: a coordinator with other keys reads it.
        case .failure where tools.sessions.wrongKeys != nil: return
        // Nor is it one of AWS's reasons: a feed of this process stopped asking who it is, for all.
        case .failure(let failure) where failure.isCancelled: return
        case .failure(let failure): error = failure.description
        case .success(let reader):
            let reading = try await reader.accounts(except: organization.excluded) {
                (page) async throws(StoreError) in
                try await tools.estates.list(page.map(Account.init), token: token)
            }
            switch reading {
            case .incomplete(let gaps):
                error = gaps.first.map { "\($0.summary) \($0.detail)" }
            case .complete(let management):
                error = nil
                if let management {
                    try await tools.estates.setManagement(management, token: token)
                }
                gone = try await departed(since: began, organization, reader, token)
            }
        }
        // Reads that were cut off say nothing about AWS.
        guard !Task.isCancelled else { return }
        if let error { tools.logger.warning("the organization was not read: \(error)") }
        if !gone.isEmpty {
            tools.logger.info("accounts left", metadata: ["accounts": "\(gone.count)"])
        }
        try await tools.estates.endReading(began: began, error: error, gone: gone, token: token)
    }

    /// One that was moved while the organization was read may not have been listed, and is there.
    private func departed(
        since began: Timestamp,
        _ organization: Configuration.Organization,
        _ reader: OrganizationReader,
        _ token: Int64
    ) async throws(StoreError) -> [String] {
        let missing = try await tools.estates.unlisted(since: began, token: token)
        // The reader keeps to AWS's rates, however many ask.
        return await withTaskGroup(of: String?.self) { group in
            for id in missing {
                group.addTask {
                    guard !organization.excluded.contains(id) else { return id }
                    guard case .success(false) = await reader.contains(id) else { return nil }
                    return id
                }
            }
            return await group.reduce(into: []) { gone, id in gone += id.map { [$0] } ?? [] }
        }
    }

    private func readTags(of ids: [String], _ token: Int64) async throws(StoreError) {
        guard case .success(let reader) = await reader() else { return }
        var known: [String: [String: String]] = [:]
        var errors: [String: String] = [:]
        for (id, answer) in await reader.tags(of: ids) {
            switch answer {
            case .success(let tags): known[id] = tags
            case .failure(let gap): errors[id] = "\(gap.summary) \(gap.detail)"
            }
        }
        // Reads that were cut off say nothing about AWS.
        guard !Task.isCancelled else { return }
        if let error = errors.values.min() {
            tools.logger.warning(
                "tags of accounts were not read: \(error)",
                metadata: ["accounts": "\(errors.count)"]
            )
        }
        try await tools.estates.tag(known, errors: errors, token: token)
    }

    private func reader() async -> Result<OrganizationReader, CallFailure> {
        do throws(CallFailure) {
            return .success(OrganizationReader(try await tools.sessions.ownReader()))
        } catch {
            return .failure(error)
        }
    }
}

extension Account {
    /// Its tags are read apart.
    fileprivate init(_ account: OrganizationAccount) {
        self.init(
            id: account.id,
            name: account.name,
            unit: account.unit,
            unitIDs: account.unitIDs,
            isSuspended: account.isSuspended
        )
    }
}
