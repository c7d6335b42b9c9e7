import Document
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// Who hears of a run, and until when.
    @Suite struct RunNewsTests {
        private func told(_ it: ResponseStage) async throws -> [String] {
            try await it.stage.column(
                """
                select concat_ws(' ', recipient, replace(subject, detail ->> 'run', 'RUN'), state)
                from parapet.notice where kind = 'run' order by id
                """
            )
        }

        /// The run moves on, from what was committed last.
        private func move(
            _ it: ResponseStage,
            _ change: (inout RunMove) -> Void = { _ in },
            status: String = "running"
        ) async throws {
            let job = try #require(try await it.stage.claim(it.queue).first)
            let begun = try await RunWork(queue: it.queue).begin(job)
            var move = RunMove(
                version: begun.version,
                state: ["steps": []],
                status: status,
                round: 0,
                ended: nil,
                taken: begun.events.map(\.id)
            )
            change(&move)
            _ = try await it.queue.end(job, .done(Effects(run: move)))
        }

        @Test func whoMayDecideIsToldUntilItIsDecided() async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let gate = RunMove.Gate(
                    step: "gated",
                    by: [it.group],
                    needsTwo: true,
                    reason: "it goes on"
                )
                let step = try await it.step(gates: [gate])
                #expect(try await told(it) == ["\(it.group) RUN/gated new"])
                try await it.end(step)
                try await move(it) { $0.closed = ["gated"] }
                #expect(try await told(it) == ["\(it.group) RUN/gated over"])
            }
        }

        @Test(arguments: ["failed", "refused", "undone", "done"])
        func howARunEndedIsTold(status: String) async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                try await move(it, { $0.isFinished = true }, status: status)
                let expected = status == "done" ? [] : ["\(it.group) RUN new"]
                #expect(try await told(it) == expected)
            }
        }
    }
}
