extension HTMLReport {
    /// Colours hold 4.5 to 1 against what they stand on, in light and in dark.
    static let style = """
        :root {
          --page: #f6f7f9; --card: #fff; --ink: #1b1f24; --soft: #59636e; --line: #d8dee4;
          --critical: #a40e26; --high: #b5440b; --medium: #7d5b00; --low: #0a5cad; --info: #59636e;
          --link: #0a5cad;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0f1318; --card: #181e25; --ink: #e3e8ee; --soft: #9aa6b2; --line: #313a44;
            --critical: #ff8a93; --high: #ffa36b; --medium: #e5c07b; --low: #7cb7ff;
            --info: #9aa6b2; --link: #7cb7ff;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
        }
        header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
        header { padding-top: 28px; }
        footer { padding-top: 12px; padding-bottom: 28px; color: var(--soft); font-size: 13px; }
        h1 { font-size: 26px; line-height: 1.2; margin: 0; }
        h2 { font-size: 19px; margin: 32px 0 10px; }
        h3 { font-size: 17px; line-height: 1.35; margin: 0; }
        p { margin: 8px 0; overflow-wrap: anywhere; }
        header p { color: var(--soft); }
        a { color: var(--link); }
        code {
          font: 13px/1.5 ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", monospace;
          overflow-wrap: anywhere;
        }
        small { display: block; color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
        .tiles {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(90px, 1fr)); gap: 12px;
          list-style: none; margin: 20px 0 12px; padding: 0;
        }
        .tiles li {
          background: var(--card); border: 1px solid var(--line); border-top: 4px solid;
          border-radius: 6px; padding: 10px 14px;
        }
        .tiles b { display: block; font-size: 30px; line-height: 1.2; }
        .tiles .none { color: var(--soft); border-top-color: var(--line); }
        .critical { color: var(--critical); } .high { color: var(--high); }
        .medium { color: var(--medium); } .low { color: var(--low); } .info { color: var(--info); }
        .pair { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 24px; }
        table {
          width: 100%; border-collapse: collapse; background: var(--card);
          border: 1px solid var(--line);
        }
        th, td {
          padding: 8px 10px; text-align: left; vertical-align: top; overflow-wrap: break-word;
          border-top: 1px solid var(--line);
        }
        .findings td { overflow-wrap: anywhere; }
        th { white-space: nowrap; color: var(--soft); font-size: 13px; font-weight: 600; border-top: 0; }
        .counts th + th, .counts td + td {
          text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;
        }
        .mark {
          display: inline-block; border: 1px solid; border-radius: 10px; padding: 0 8px;
          font-size: 12px; line-height: 18px; font-weight: 600; white-space: nowrap;
          vertical-align: 1px;
        }
        .mark.open { color: var(--ink); } .mark.resolved { color: var(--soft); }
        .mark.excepted, .mark.unknown, .mark.unverified { color: var(--soft); border-style: dashed; }
        .needs { list-style: none; margin: 0; padding: 0; }
        .needs > li {
          background: var(--card); border: 1px solid var(--line); border-radius: 6px;
          margin: 6px 0; padding: 8px 14px;
        }
        .needs ul { margin: 8px 0 4px; padding-left: 22px; overflow-wrap: anywhere; }
        summary { cursor: pointer; }
        .guardrail {
          color: var(--ink); background: var(--card); border: 1px solid var(--line);
          border-radius: 6px; margin: 0 0 20px; padding: 16px 16px 0; overflow: hidden;
        }
        .guardrail.critical { border-left: 4px solid var(--critical); }
        .guardrail.high { border-left: 4px solid var(--high); }
        .guardrail.medium { border-left: 4px solid var(--medium); }
        .guardrail.low { border-left: 4px solid var(--low); }
        .names { color: var(--soft); }
        .control { border-bottom: 1px solid var(--line); font-size: 13px; margin-left: 6px; }
        .education { max-width: 75ch; }
        .guardrail table { border-width: 1px 0 0; margin: 12px -16px 0; width: calc(100% + 32px); }
        .gaps td:last-child, .run td { overflow-wrap: anywhere; }
        .run td { min-width: 110px; } .run td:first-child { min-width: 144px; }
        .findings { table-layout: fixed; }
        .findings th:nth-child(1) { width: 17%; } .findings th:nth-child(2) { width: 13%; }
        .findings th:nth-child(3) { width: 11%; } .findings th:nth-child(4) { width: 22%; }
        .findings th:nth-child(6) { width: 9%; }
        @media (max-width: 1000px) {
          .findings th:nth-child(1) { width: 15%; } .findings th:nth-child(2) { width: 16%; }
          .findings th:nth-child(3) { width: 15%; } .findings th:nth-child(6) { width: 11%; }
        }
        @media (max-width: 900px) { .pair { display: block; } }
        @media (max-width: 860px) {
          .findings, .gaps, .findings tbody, .gaps tbody { display: block; }
          .findings thead, .gaps thead { display: none; }
          .findings tr, .gaps tr {
            display: block; padding: 10px 16px; border-top: 1px solid var(--line);
          }
          .findings tr:first-child, .gaps tr:first-child { border-top: 0; }
          .findings td, .gaps td {
            display: grid; grid-template-columns: 92px minmax(0, 1fr); border: 0; padding: 2px 0;
          }
          .findings td > *, .gaps td > * { grid-column: 2; justify-self: start; }
          .findings td::before, .gaps td::before, .counts td::before {
            content: attr(data-label); color: var(--soft); font-size: 13px; grid-row: 1;
          }
        }
        @media (max-width: 560px) {
          .counts, .counts tbody { display: block; }
          .counts thead { display: none; }
          .counts tr {
            display: grid; grid-template-columns: repeat(3, 1fr); padding: 8px 12px;
            border-top: 1px solid var(--line);
          }
          .counts tr:first-child { border-top: 0; }
          .counts td, .counts td + td { border: 0; padding: 1px 0; text-align: left; }
          .counts td:first-child { grid-column: 1 / -1; }
          .counts td:first-child::before { content: none; }
          .counts td + td::before { margin-right: 6px; }
        }
        @media (min-width: 561px) { .counts td::before { content: none; } }
        @media print { .guardrail { break-inside: auto; } body { background: none; } }

        """
}
