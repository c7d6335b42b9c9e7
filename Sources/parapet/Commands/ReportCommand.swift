import ArgumentParser

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Print a view of the schema 'report', or write a page about the whole estate.",
        discussion: """
            Without a name it lists the views. Of a log the newest rows come first.

            Example:
              parapet report
              parapet report open_findings
              parapet report compliance --format csv > compliance.csv
              parapet report html --output report.html
            """,
        subcommands: [View.self, Page.self],
        defaultSubcommand: View.self
    )
}
