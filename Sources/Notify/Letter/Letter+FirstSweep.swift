import Guardrails

extension Letter {
    private static let shownGuardrails = 15

    init(_ sweep: FirstSweep, limit: Int) {
        let account = sweep.account
        let standing = sweep.tallies.filter { $0.open > 0 }
            .sorted { ($1.severity, $1.open, $0.guardrail) < ($0.severity, $0.open, $1.guardrail) }
        let total = standing.reduce(0) { $0 + $1.open }
        let bySeverity = Severity.allCases.reversed().compactMap { severity -> Count? in
            let number = standing.filter { $0.severity == severity }.reduce(0) { $0 + $1.open }
            return number == 0
                ? nil : Count(number: number, text: severity.rawValue, severity: severity)
        }
        let counts = bySeverity.map { "\($0.number.grouped) \($0.text)" }.joined(separator: ", ")
        let findings = total == 1 ? "1 finding" : "\(total.grouped) findings"
        subject =
            "First sweep of \(account.short): "
            + (total == 0 ? "nothing violates a guardrail" : "\(findings) (\(counts))")
        severity = standing.first?.severity
        title = "The first sweep of \(account.named)"
        facts = [Fact("account", account.shown), Fact("open", total.grouped)]
        footer = ""
        let lead =
            total == 0
            ? "Nothing violates a guardrail. From now on you are told what changes."
            : "This is where the account stands today. Nobody is told of each of these; from now on "
                + "you are told what changes."
        sections = [Section(nil, [.paragraph(lead)])]
        guard total > 0 else { return }
        sections.append(Section("By severity", [.counts(bySeverity)]))
        sections.append(Self.worst(standing, limit: Self.shownGuardrails))
        sections.append(Self.looking(account, worst: standing[0]))
    }

    private static func worst(_ standing: [FirstSweep.Tally], limit: Int) -> Section {
        let rows = standing.prefix(limit).map {
            Count(
                number: $0.open,
                text: "\($0.title.clipped()) (\($0.guardrail.clipped()))",
                severity: $0.severity
            )
        }
        let left = standing.dropFirst(limit)
        var parts: [Part] = [.counts(rows)]
        if !left.isEmpty {
            let open = left.reduce(0) { $0 + $1.open }
            parts.append(
                .paragraph("And \(open.grouped) of \(left.count.grouped) guardrails more.")
            )
        }
        return Section("By guardrail, the worst first", parts)
    }

    private static func looking(_ account: AccountNote, worst: FirstSweep.Tally) -> Section {
        Section(
            "How to go on",
            [
                .command(
                    Command(
                        "Begin with the worst:",
                        [
                            "findings", "--account", account.id, "--severity",
                            worst.severity.rawValue,
                        ]
                    )
                ),
                .command(
                    Command(
                        "All that is open there, also what others are told of, or nobody:",
                        ["findings", "--account", account.id]
                    )
                ),
                .command(
                    Command(
                        "Why one of them matters, and how to do it right:",
                        ["guardrails", "explain", worst.guardrail]
                    )
                ),
            ]
        )
    }
}
