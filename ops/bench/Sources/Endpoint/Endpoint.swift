import Foundation
import Rehearsal

/// Plays AWS for a made-up estate until its input ends: `Endpoint ACCOUNTS REGIONS UNITS LATENCY`,
/// the latency in seconds. First it says in one line of JSON how it is reached, at its end how often
/// each operation was called.
@main
struct Endpoint {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.prefix(3).compactMap { Int($0) }
        guard numbers.count == 3, arguments.count == 4, let latency = Double(arguments.last ?? "")
        else {
            FileHandle.standardError.write(Data("Endpoint ACCOUNTS REGIONS UNITS LATENCY\n".utf8))
            exit(2)
        }
        var conduct = AnswerServer.Conduct()
        conduct.latencySeconds = latency
        let server = AnswerServer(
            SyntheticEstate(accounts: numbers[0], regions: numbers[1], units: numbers[2]),
            conduct: conduct
        )
        try say(server.environment)
        _ = FileHandle.standardInput.readDataToEndOfFile()
        server.stop()
        try say(server.counts)
    }

    private static func say(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var line = try encoder.encode(value)
        line.append(UInt8(ascii: "\n"))
        FileHandle.standardOutput.write(line)
    }
}
