import Document
import Records

extension RunReport {
    /// JUnit's XML as CI servers read it: a case for each step. Failed is a failure; skipped, and what
    /// waits for somebody's word, is skipped with the reason.
    var junit: String {
        let failed = run.steps.count { $0.status == .failed }
        let left = run.steps.count { Self.isLeft($0) }
        let name = Self.escaped(run.playbook)
        let began = run.steps.compactMap(\.started).min()
        let stamp = began.map { #" timestamp="\#(String($0.rfc3339.prefix(19)))Z""# } ?? ""
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<testsuites name="parapet" tests="\#(run.steps.count)" failures="\#(failed)">"#,
            #"  <testsuite name="\#(name)" tests="\#(run.steps.count)" failures="\#(failed)" "#
                + #"errors="0" skipped="\#(left)"\#(stamp)>"#,
            "    <properties>",
        ]
        lines += facts.map { fact in
            #"      <property name="\#(fact.name)" value="\#(Self.escaped(fact.text))"/>"#
        }
        lines.append("    </properties>")
        for step in run.steps { lines += testCase(step, in: name) }
        return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func escaped(_ text: String) -> String { JUnitFormat.escaped(text.visible) }

    private static func isLeft(_ step: RunRecord.Step) -> Bool {
        switch step.status {
        case .pending, .running, .waiting, .skipped, .undone: true
        case .done, .failed: false
        }
    }

    private func testCase(_ step: RunRecord.Step, in suite: String) -> [String] {
        let seconds = step.started.flatMap { began in
            step.ended.map { max(0, $0.seconds - began.seconds) }
        }
        let head =
            #"    <testcase classname="\#(suite)" name="\#(Self.escaped(step.name))""#
            + #" time="\#(seconds ?? 0)""#
        let reason = Self.escaped(reason(of: step.name) ?? "it is \(step.status.rawValue)")
        let outcome: String
        switch step.status {
        case .done: return [head + "/>"]
        case .failed: outcome = #"<failure type="step" message="\#(reason)"/>"#
        case .waiting where run.status == .waiting:
            outcome = #"<skipped message="it waits for somebody's word"/>"#
        case .pending, .running, .waiting, .skipped, .undone:
            outcome = #"<skipped message="\#(reason)"/>"#
        }
        return [head + ">", "      " + outcome, "    </testcase>"]
    }
}
