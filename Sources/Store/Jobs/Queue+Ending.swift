import Document
import Guardrails
import Platform

extension Queue {
    /// Attempts of a job before it is given up, by what ended them.
    public struct Budgets: Sendable {
        public var failures = 5
        public var throttles = 12
        /// Attempts that were cut short because the worker stopped.
        public var drains = 20
        /// Attempts that came to nothing because of the database: more than a night of them.
        public var outages = 200
        /// Attempts that AWS did not answer: about a quarter of an hour of them, so that a sweep ends.
        public var unanswered = 10

        public init() {}

        func of(_ cause: Ending.Cause) -> Int {
            switch cause {
            case .failure: failures
            case .throttle: throttles
            case .outage: outages
            case .unanswered: unanswered
            }
        }
    }

    /// Commits how a job ended: its effects and its end in one transaction, or its way back into
    /// the queue. After a failure, an outage or no answer the pause doubles, with jitter, from 5 s to 5 min;
    /// after throttling from 30 s to 15 min.
    public func end(
        _ job: Job,
        _ ending: Ending,
        budgets: Budgets = Budgets()
    ) async throws(StoreError) -> Ended {
        do throws(StoreError) {
            switch ending {
            case .done(let effects): return try await finish(job, effects)
            case .snooze(let seconds):
                _ = try await call("snooze", job, [(.double(seconds), "double precision")])
                return .putBack
            case .retry(let cause, let reason):
                let row = try await call(
                    "retry",
                    job,
                    [
                        (.text(cause.rawValue), "text"), (.text(reason), "text"),
                        (.int(budgets.of(cause)), "int"),
                    ]
                )
                return try row.text("answer") == "dead" ? .dead : .putBack
            case .unread(let effects, let reason):
                let row = try await call(
                    "retry",
                    job,
                    [
                        (.text("unread"), "text"), (.text(reason), "text"),
                        (.int(budgets.unanswered), "int"),
                    ]
                )
                guard try row.text("answer") == "spent" else { return .putBack }
                return try await finish(job, effects)
            case .giveUp(let reason):
                _ = try await call("give_up", job, [(.text(reason), "text")])
                return .dead
            }
        } catch  where error.kind == .leaseLost {
            return .lost
        } catch  where error.kind == .stale {
            return .stale
        } catch  where error.kind == .overtaken {
            return .overtaken
        }
    }

    private func finish(_ job: Job, _ effects: Effects) async throws(StoreError) -> Ended {
        let row = try await call("finish", job, [(.json(effects.json), "jsonb")])
        return .committed(changes: Int(try row.integer("answer")))
    }

    /// A function that takes the fence first.
    func call(
        _ function: String,
        _ job: Job,
        _ arguments: [(Parameter, String)]
    ) async throws(StoreError) -> Row {
        let places =
            ["$1", "$2::bigint", "$3::bigint", "$4::int"]
            + arguments.enumerated().map { "$\($0 + 5)::\($1.1)" }
        return try await database.row(
            "select parapet.\(function)(\(places.joined(separator: ", "))) as answer",
            [.text(process.secret), .int(job.id), .int(job.batch), .int(job.attempt)]
                + arguments.map(\.0)
        )
    }
}

extension Effects {
    /// As `parapet.finish` reads it: a section for each effect there is.
    var json: JSON {
        var sections: Object = ["reads": .int(Int64(reads)), "unknown": .int(Int64(unknown))]
        if isUnread { sections["unread"] = true }
        sections["account"] = role?.json
        sections["look"] = look?.json
        sections["coverage"] = coverage.map { .array($0.map(\.json)) }
        sections["inventory"] = inventory?.json
        if !judged.isEmpty {
            sections["judged"] = .object(
                Object(judged.sorted { $0.key < $1.key }.map { ($0.key, .int(Int64($0.value))) })
            )
        }
        sections["proposals"] = proposals.map { .array($0.map(\.json)) }
        sections["change"] = change?.json
        if !joins.isEmpty { sections["joins"] = .array(joins.map(\.json)) }
        sections["message"] = message?.json
        sections["run"] = run?.json
        sections["step"] = step?.json
        return .object(sections)
    }
}

extension RoleAnswer {
    fileprivate var json: JSON {
        [
            "state": .string(state.rawValue), "detail": .optional(detail),
            "regions": .list(regions), "with": .string(settings),
        ]
    }
}

extension LookResult {
    fileprivate var json: JSON {
        [
            "exceptions": .int(exceptions), "generation": .int(generation),
            "since": .optional(since),
            "changes": .array(changes.map(\.json)),
            "result": .optional(digest), "known": .bool(isKnown),
        ]
    }
}
