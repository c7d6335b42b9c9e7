import Document
import Guardrails
import Platform

/// One listing while its pages come in. Each page is asked for once, however many want it, and let go
/// once its items are taken.
final class ListingCourse: Sendable {
    /// What was asked for a page, and what came of it.
    typealias Ask = @Sendable (Object) async -> Client.Outcome

    private struct State {
        var items: [JSON] = []
        var gap: Gap?
        /// What the latest page leaves open; nothing to whoever has found in it what they look for.
        var openGap: Gap?
        var isEnded = false
        var parameters: Object
        /// The parameters that asked for each page: what comes again never ends.
        var asked: Set<Object>
        var budget: ListingBudget
        var page: Task<Void, Never>?
    }

    private let state: Lock<State>
    private let pages: Operation.Pages?
    private let items: ListedItems
    private let ask: Ask
    private let gap: @Sendable (String) -> Gap
    /// Nil: the failure says that there is nothing.
    private let failed: @Sendable (CallFailure) -> Gap?
    private let start = ContinuousClock.now

    init(
        _ parameters: Object,
        _ pages: Operation.Pages?,
        _ items: ListedItems,
        _ limits: ListingLimits,
        ask: @escaping Ask,
        gap: @escaping @Sendable (String) -> Gap,
        failed: @escaping @Sendable (CallFailure) -> Gap?
    ) {
        self.pages = pages
        self.items = items
        self.ask = ask
        self.gap = gap
        self.failed = failed
        state = Lock(
            State(parameters: parameters, asked: [parameters], budget: ListingBudget(limits))
        )
    }

    /// All that is read already, and further pages as long as what is looked for is not among it.
    func read(until isLast: (JSON) -> Bool) async -> Listing {
        var looked = 0
        while true {
            let (new, isEnded) = state.withLock { state in (state.items[looked...], state.isEnded) }
            looked += new.count
            if new.contains(where: isLast) {
                return state.withLock { Listing(items: $0.items, gap: $0.gap) }
            }
            if isEnded {
                return state.withLock { Listing(items: $0.items, gap: $0.gap ?? $0.openGap) }
            }
            let page = nextPage(after: looked)
            await withTaskCancellationHandler {
                await page?.value
            } onCancel: {
                page?.cancel()
            }
        }
    }

    /// The one under way, or another; nil where there are items that nobody has looked at.
    private func nextPage(after looked: Int) -> Task<Void, Never>? {
        state.withLock { state in
            guard !state.isEnded, state.items.count == looked else { return nil }
            if let page = state.page { return page }
            let parameters = state.parameters
            let page = Task { await take(parameters) }
            state.page = page
            return page
        }
    }

    private func take(_ parameters: Object) async {
        let outcome = await ask(parameters)
        let seconds = start.duration(to: .now) / .seconds(1)
        state.withLock { state in
            state.page = nil
            state.gap = state.gap ?? state.openGap
            state.openGap = nil
            let document: Object
            switch outcome.result {
            case .success(let found): document = found
            case .failure(let failure):
                state.gap = failed(failure) ?? state.gap
                guard let rest = failure.rest else {
                    state.isEnded = true
                    return
                }
                document = rest
            }
            let page = items.read(document)
            state.items += page.items
            state.openGap = page.flaw.map(gap)
            let spent = state.budget.took(
                items: page.items.count,
                bytes: outcome.bytes,
                after: seconds
            )
            turn(&state, after: document, spent)
        }
    }

    /// To the next page, where there is one and it may be asked for.
    private func turn(_ state: inout State, after document: Object, _ spent: String?) {
        guard let pages, let next = pages.next(after: document) else {
            state.isEnded = true
            if pages?.saysMore(document) == true { state.openGap = gap("a page token is missing") }
            return
        }
        for token in pages.inputTokens { state.parameters[token] = nil }
        for (token, value) in next { state.parameters[token] = value }
        if let spent {
            state.isEnded = true
            state.openGap = gap(spent)
        } else if !state.asked.insert(state.parameters).inserted {
            state.isEnded = true
            state.openGap = gap("a page token repeats")
        }
    }
}

extension Operation.Pages {
    /// The parameters that ask for the page after this one; nil where it was the last.
    fileprivate func next(after document: Object) -> [(String, JSON)]? {
        if more != nil && !saysMore(document) { return nil }
        let document = JSON.object(document)
        let tokens = zip(inputTokens, outputTokens).compactMap { input, output in
            TokenPath(output).value(in: document).map { (input, $0) }
        }
        return tokens.isEmpty ? nil : tokens
    }

    /// Whether the answer says outright that it is not the last.
    fileprivate func saysMore(_ document: Object) -> Bool {
        more.map { TokenPath($0).value(in: .object(document)) != nil } == true
    }
}
