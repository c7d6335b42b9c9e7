import Document
import Guardrails
import Rehearsal
import Testing

@testable import AWS

/// What tests break with: faults by the n-th call, writes that are seen late, and the log.
@Suite(.lanes(2), .enabled(if: StandIn.python != nil))
struct StandInTests {
    private struct Stage {
        let standIn: StandIn
        let sessions: Sessions
        let writer: Writer

        static let account = ActionScene.account

        /// Tags of a role that every account has.
        func tag(_ key: String) async -> WriteOutcome {
            let tag: JSON = ["Key": .string(key), "Value": "v"]
            return await writer.send(
                "iam",
                "TagRole",
                region: "us-east-1",
                ["RoleName": "ParapetAudit", "Tags": [tag]]
            )
        }

        func tags() async throws -> [String] {
            let reader = try await sessions.reader(in: Self.account, roles: ActionStage.roles)
            let listing = await reader.list(
                "iam",
                "ListRoleTags",
                DocumentPath("Tags"),
                region: "us-east-1",
                ["RoleName": "ParapetAudit"],
                ofOne: true
            )
            return listing.items.compactMap { $0["Key"]?.string }
        }
    }

    private func stage(_ body: (Stage) async throws -> Void) async throws {
        try await StandIn.with { standIn in
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            let writer = try await sessions.writer(
                in: Stage.account,
                roles: ActionStage.roles,
                for: ["iam:TagRole"]
            )
            try await body(Stage(standIn: standIn, sessions: sessions, writer: writer))
        }
    }

    /// The effect, whether the call took effect, and whether its caller can know.
    private static let effects: [(effect: StandIn.Fault.Effect, tookEffect: Bool, isKnown: Bool)] =
        [
            (.denied, false, true), (.failed, false, false), (.cutBefore, false, false),
            (.cutAfter, true, false),
        ]

    @Test func everyFaultStrikesTheCallThatItNames() async throws {
        try await stage { stage in
            for (number, fault) in Self.effects.enumerated() {
                let (first, second) = ("\(number)-first", "\(number)-second")
                try await stage.standIn.forgetCalls()
                let calls = StandIn.Calls(
                    operation: "Tag*",
                    role: ActionStage.roles.remediate,
                    session: ActionStage.roles.sessionName,
                    areWrites: true
                )
                try await stage.standIn.set(faults: [.init(fault.effect, calls, nth: 2)])
                guard case .done = await stage.tag(first) else {
                    Issue.record("\(fault.effect): it struck the first")
                    return
                }
                switch await stage.tag(second) {
                case .done: Issue.record("\(fault.effect): it did not strike")
                case .refused: #expect(fault.isKnown, "\(fault.effect)")
                case .unknown: #expect(!fault.isKnown, "\(fault.effect)")
                }
                try await stage.standIn.set(faults: [])
                let tags = try await stage.tags()
                #expect(tags.contains(first))
                #expect(tags.contains(second) == fault.tookEffect, "\(fault.effect)")
                let log = try await stage.standIn.calls(calls)
                #expect(log.map(\.tookEffect) == [true, fault.tookEffect], "\(fault.effect)")
                #expect(log.map(\.fault) == [nil, fault.effect.rawValue])
                #expect(log.last?.parameters["RoleName"] == "ParapetAudit")
            }
        }
    }

    /// A writer says what was throttled: whoever asked may have been stopped since, and asks again.
    @Test func whatIsThrottledOnceIsDoneWhenItIsAskedForAgain() async throws {
        try await stage { stage in
            try await stage.standIn.forgetCalls()
            try await stage.standIn.set(faults: [.init(.throttled, times: 1)])
            guard case .refused(let failure) = await stage.tag("throttled"), failure.isThrottle,
                case .done = await stage.tag("throttled")
            else {
                Issue.record("it is not said, or not done")
                return
            }
            let log = try await stage.standIn.calls(.writes)
            #expect(log.map(\.fault) == ["throttle", nil])
            #expect(log.map(\.number) == log.map(\.number).sorted())
        }
    }

    @Test func writesAreSeenLate() async throws {
        try await stage { stage in
            try await stage.standIn.showWrites(afterReads: 2)
            var seen = [try await stage.tags().contains("late")]
            _ = await stage.tag("late")
            for _ in 0..<3 { seen.append(try await stage.tags().contains("late")) }
            #expect(seen == [false, false, false, true])
        }
    }
}
