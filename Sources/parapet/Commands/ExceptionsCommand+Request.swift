import AWS
import ArgumentParser
import CEL
import Document
import Guardrails
import Platform
import Store

extension ExceptionsCommand {
    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask for an exception; prints its id.",
            discussion: """
                What is not named is not asked: without --account it is for all accounts. What it \
                would cover now goes to standard error; nothing is covered before it is granted.

                Example:
                  parapet exceptions request s3-public-bucket --resource 'site-*' --until 30d \\
                    --reason 'the public web site' --ticket SEC-1234
                """
        )

        @Argument(help: "The guardrail's name.")
        var guardrail: String

        @Option(help: "Only this account.")
        var account: String?

        @Option(help: "Only accounts of this organizational unit: a path, or one name in it.")
        var unit: String?

        @Option(help: "Only this environment.")
        var environment: String?

        @Option(help: "Only this region.")
        var region: String?

        @Option(help: "Only this resource, by id or ARN; * and ? stand for any text and character.")
        var resource: String?

        @Option(help: "Only resources with this tag: KEY=VALUE.")
        var tag: String?

        @Flag(help: "For all that the guardrail finds, everywhere.")
        var everything = false

        @Option(help: "Only where this CEL condition holds; takes effect with the next sweep.")
        var condition: String?

        @Option(help: "When it ends: 30d, 12h, a date such as 2027-01-01, or a time.")
        var until: String

        @Option(help: "Why.")
        var reason: String

        @Option(help: "Where else it is discussed.")
        var ticket: String?

        func run() async throws {
            let scope = try scope()
            guard reason.contains(where: { !$0.isWhitespace }) else {
                throw Failure(
                    "PAR-EXC-01 a reason is needed",
                    hint: "say why, for who decides and for who asks later"
                )
            }
            if let condition { try check(condition) }
            let end = try TypedTime.end(until)
            let id = try await Wiring().withDatabase { database in
                try await checkNames(database)
                let exceptions = Exceptions(database: database)
                let covered = try await preview(scope, end, exceptions)
                let strange = try await strange(database)
                let id = try await exceptions.request(
                    from: guardrail,
                    scope: scope,
                    until: end,
                    reason: reason,
                    ticket: ticket
                )
                // Not before: what is refused would cover nothing.
                Terminal.say(covered)
                if let strange { Terminal.say(strange) }
                return id
            }
            Output.line(id)
        }

        private func scope() throws -> GrantedException.Scope {
            var scope = GrantedException.Scope()
            scope.account = account
            scope.unit = unit
            scope.environment = environment
            scope.region = region
            scope.resource = resource
            scope.tag = try tag.map(Self.tag)
            scope.condition = condition
            guard everything == (scope == GrantedException.Scope()) else {
                throw Failure(
                    everything
                        ? "PAR-EXC-07 --everything, and yet narrowed"
                        : "PAR-EXC-07 nothing narrows it: it would cover all that is found",
                    hint: everything
                        ? "leave --everything out, or what narrows it"
                        : "name an --account, --environment or --resource, or say --everything"
                )
            }
            if let resource, resource.allSatisfy({ $0 == "*" || $0 == "?" }) {
                throw Failure(
                    "PAR-EXC-07 the resource '\(resource)' narrows nothing: it is any that there is",
                    hint: "name a part of its id or ARN, or leave --resource out"
                )
            }
            return scope
        }

        private func checkNames(_ database: Database) async throws {
            try await Names(database).check([
                (.guardrail, [guardrail]), (.account, [account].compactMap(\.self)),
                (.unit, [unit].compactMap(\.self)),
                (.environment, [environment].compactMap(\.self)),
                (.region, [region].compactMap(\.self)),
            ])
        }

        /// What to say of a resource that no sweep has found. It may be about to be made, so that the
        /// exception is asked for all the same.
        private func strange(_ database: Database) async throws -> String? {
            let names = ResourceNames(database: database)
            guard let resource, let type = try await names.type(of: guardrail) else { return nil }
            let known: [String]
            if type == accountResourceType.name {
                known = try await KnownNames(database: database).all(.account)
                if known.contains(where: Pattern(resource).matches) { return nil }
            } else {
                let isKnown = try await names.has(
                    like: resource,
                    type: type,
                    of: guardrail,
                    account: account,
                    region: region
                )
                if isKnown { return nil }
                known = try await names.all(types: [type])
            }
            let near = NearResource.nearest(to: resource, in: known)
            return "no \(type) that sweeps found \(Self.places(account, region))has the id or ARN"
                + " '\(resource)': it is asked for all the same"
                + (near.map { " | hint: did you mean '\($0)'?" } ?? "")
        }

        private static func places(_ account: String?, _ region: String?) -> String {
            let places = [account, region].compactMap(\.self)
            return places.isEmpty ? "" : "in \(places.joined(separator: " ")) "
        }

        private func preview(
            _ scope: GrantedException.Scope,
            _ end: Timestamp,
            _ exceptions: Exceptions
        ) async throws -> String {
            let first = "asks for an exception from \(guardrail), until \(end.rfc3339)"
            guard scope.condition == nil else {
                return first + "; what its condition covers shows with the next sweep"
            }
            let covered = try await exceptions.covered(by: scope, of: guardrail)
            return ([first] + ExceptionsCommand.lines(covered)).joined(separator: "\n")
        }

        private static func tag(_ text: String) throws -> GrantedException.Scope.Tag {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw Failure(
                    "PAR-USE-03 '\(text)' is not a tag",
                    hint: "a tag is written KEY=VALUE"
                )
            }
            return GrantedException.Scope.Tag(key: parts[0], value: parts[1])
        }

        /// Held to the guardrail of this machine's folder: a mistake shows before anybody decides.
        private func check(_ condition: String) throws {
            let found = try GuardrailsFolder(path: Wiring().guardrailsFolder).load()
                .first { $0.name == guardrail }
            guard let found else {
                throw Failure(
                    "PAR-GRD-10 there is no guardrail '\(guardrail)'",
                    hint: "parapet guardrails list"
                )
            }
            let program: Program
            do throws(CompileFailure) {
                program = try found.exceptionCondition(condition)
            } catch {
                throw Failure(
                    "PAR-EXC-03 the condition is wrong: \(error)",
                    hint: "parapet catalogue \(found.type.name)"
                )
            }
            guard !program.isConstant else {
                throw Failure(
                    "PAR-EXC-07 the condition narrows nothing: it says the same of every resource",
                    hint: "ask for something of the resource, or leave --condition out"
                )
            }
        }
    }
}
