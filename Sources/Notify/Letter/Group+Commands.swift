import Guardrails

extension Group {
    /// Commands that name one thing each are shown for so many.
    private static let shownEach = 3

    /// To decide, to take back, to try again, to have it mended, to see all of it.
    func goingOn(_ shown: [Item]) -> [Letter.Command] {
        let decidable = Self.ids(shown) { $0.state == .awaitingApproval }
        var commands: [Letter.Command] = []
        if !decidable.isEmpty {
            let all = decidable.count == 1 ? "" : " (leave out what is not to be made)"
            commands += [
                Letter.Command(
                    "To approve\(all):",
                    ["changes", "approve"] + decidable + ["--reason", "WHY"]
                ),
                Letter.Command(
                    "To refuse:",
                    ["changes", "reject"] + decidable + ["--reason", "WHY"]
                ),
            ]
        }
        let done = Self.ids(shown) { $0.state == .done && $0.undoes == nil }
        commands += Self.each(done, "To undo") { ["changes", "undo", $0, "--reason", "WHY"] }
        let failed = Self.ids(shown) { [.failed, .conflict, .lapsed].contains($0.state) }
        commands += Self.each(failed, "To try again") { ["changes", "retry", $0] }
        let refused = shown.filter { $0.event == .refused }.compactMap(\.finding)
        commands += Self.each(refused, "To have it made all the same, once somebody approved") {
            ["changes", "propose", $0]
        }
        let possible = shown.filter { $0.change?.state == .planned }.compactMap(\.finding)
        commands += Self.each(possible, "To have Parapet mend it, once somebody approved") {
            ["changes", "propose", $0]
        }
        if let change = (decidable + done + failed).first {
            commands.append(Letter.Command("To see all of it:", ["changes", "show", change]))
        } else if let finding = shown.first(where: \.isStanding)?.finding {
            commands.append(Letter.Command("To see all of it:", ["findings", "show", finding]))
        }
        return commands.compactMap(\.typable)
    }

    private static func ids(_ items: [Item], where fits: (ChangeNote) -> Bool) -> [String] {
        items.compactMap(\.change).filter(fits).compactMap(\.id)
    }

    private static func each(
        _ ids: [String],
        _ purpose: String,
        _ words: (String) -> [String]
    ) -> [Letter.Command] {
        guard !ids.isEmpty else { return [] }
        let rest = ids.count > shownEach ? " (the others likewise)" : ""
        return [Letter.Command("\(purpose)\(rest):", lines: ids.prefix(shownEach).map(words))]
    }

    /// A line for each resource: an exception for all of an account is nobody's first thought. Nil
    /// where none can be asked for.
    func exceptions(_ shown: [Item]) -> Letter.Command? {
        var seen: Set<String> = []
        let lines = shown.filter {
            $0.isStanding && seen.insert("\($0.region) \($0.resource.id)").inserted
        }.compactMap { item -> [String]? in
            guard let account = item.account ?? account else { return nil }
            let region = item.region == Scope.global ? [] : ["--region", item.region]
            return ["exceptions", "request", guardrail.name, "--account", account.id] + region
                + ["--resource", item.resource.id, "--until", "30d", "--reason", "WHY"]
        }
        let rest = lines.count > Self.shownEach ? " The others likewise." : ""
        let purpose =
            "Ask for an exception, for a while and with a reason; it is remembered, and somebody "
            + "decides on it.\(rest)"
        return Letter.Command(purpose, lines: Array(lines.prefix(Self.shownEach))).typable
    }
}
