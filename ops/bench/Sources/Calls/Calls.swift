import AWS
import Foundation
import Guardrails
import Platform

/// Signs, sends and reads DescribeSecurityGroups, COUNT times, and prints the CPU it took.
@main
enum Calls {
    private static let concurrency = 16
    /// Calls in one region stay below the burst that its bucket allows.
    private static let callsPerRegion = 30

    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let count = Int(CommandLine.arguments.dropFirst().first ?? "") ?? 10_000
        let client = Client(endpoints: Endpoints(environment: environment))
        let caller = try Caller(environment: environment, client: client) { _ in nil }
        let sessions = Sessions(client: client, caller: caller)
        let warm = try await run(0..<1000, sessions)
        let start = (cpu: cpuSeconds(), time: ContinuousClock.now)
        let groups = try await run(1000..<(1000 + count), sessions)
        let cpu = (cpuSeconds() - start.cpu) * 1e6 / Double(count)
        let seconds = start.time.duration(to: .now) / .seconds(1)
        precondition(groups == warm / 1000 * count, "groups went missing")
        print("parapet \(Int(cpu.rounded())) \(Int((Double(count) / seconds).rounded()))")
    }

    private static func run(_ calls: Range<Int>, _ sessions: Sessions) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var next = calls.makeIterator()
            for _ in 0..<concurrency {
                guard let call = next.next() else { break }
                group.addTask { try await one(call, sessions) }
            }
            var groups = 0
            for try await found in group {
                groups += found
                if let call = next.next() { group.addTask { try await one(call, sessions) } }
            }
            return groups
        }
    }

    private static func one(_ call: Int, _ sessions: Sessions) async throws -> Int {
        let reader = try await sessions.ownReader()
        let region = "region-\(call / callsPerRegion)"
        let collection = await collect(
            Scope(account: reader.account, region: region, service: "ec2"),
            attributes: ["ec2.security-group": []],
            reader: reader,
            region: region
        )
        return collection.resources.count
    }

    private static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
