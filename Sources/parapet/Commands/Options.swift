import ArgumentParser
import Cluster
import Guardrails

enum ListFormat: String, ExpressibleByArgument, CaseIterable { case table, json }

extension Severity: ExpressibleByArgument {}
extension Finding.Status: ExpressibleByArgument {}

/// What a sweep looks at, or a list shows; each may be given more than once.
struct NarrowingOptions: ParsableArguments {
    @Option(help: "Only this account, by its id.")
    var account: [String] = []

    @Option(help: "Only this region, such as eu-west-1.")
    var region: [String] = []

    @Option(help: "Only this guardrail, by its name.")
    var guardrail: [String] = []

    @Option(help: "Only accounts of this environment.")
    var environment: [String] = []

    var narrowing: Narrowing {
        Narrowing(
            accounts: account,
            regions: region,
            guardrails: guardrail,
            environments: environment
        )
    }
}

/// How a process of the cluster logs, on standard error.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    /// A JSON object a line.
    case json
}

/// How long a process may be silent; the same for every process of a cluster.
struct LeaseOptions: ParsableArguments {
    @Option(help: "A process silent for so long has lost its jobs; the same everywhere.")
    var leaseSeconds = Pace().leaseSeconds

    func validate() throws {
        guard (4...3600).contains(leaseSeconds) else {
            throw ValidationError("--lease-seconds is 4 to 3600")
        }
    }

    var pace: Pace {
        var pace = Pace()
        pace.leaseSeconds = leaseSeconds
        return pace
    }
}

/// How many connections a process of the cluster may take.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: "Connections to the database at the same time, all of this process; idle ones close."
    )
    var connections = 9

    func validate() throws {
        guard (3...500).contains(connections) else {
            throw ValidationError("--connections is 3 to 500")
        }
    }
}

extension Severity {
    /// This severity and those above it.
    var andAbove: [Severity] { Severity.allCases.filter { $0 >= self } }
}
