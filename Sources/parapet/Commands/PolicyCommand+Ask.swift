import ArgumentParser
import Document
import Guardrails
import Policy
import Store

extension PolicyCommand {
    struct Ask: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say who may do something on a resource, with a request that proves it.",
            discussion: """
                Without --by it answers whether anybody outside of the resource's account may: \
                somebody without credentials, of another account (whose own policies are theirs to \
                write), or of an identity provider; AWS's services only where --by names one. Action \
                and resource may have wildcards: then one of those that they name will do. A bucket \
                stands for its objects too. Condition keys may have any value, unless 'keys' says.

                The policies are those of --input, as 'parapet policy evaluate' reads it; its \
                'request' may have action, resource, keys and a principal. Given identity policies \
                alone it answers for whoever has them. Without --input the resource is looked up in \
                the inventory, by its ARN or id, and the policies are those that the last sweep read; \
                what --principal names is looked up there too. ACLs, access points and public access \
                blocks are not policies: the fact 'public' knows them.

                The answer is {"answer", "witness", "because"}: yes, no, or unknown where it depends \
                on what was not said or cannot be read. A witness is a request for 'parapet policy \
                evaluate'.

                Example:
                  parapet policy ask --action s3:GetObject \\
                    --resource arn:aws:s3:::shop-prod-assets
                  parapet policy ask --action 's3:Put*' --resource shop-prod-assets \\
                    --by 111122223333 --format text
                  parapet policy ask --input policies.json
                """
        )

        @Option(help: "The action, such as s3:GetObject, or a pattern.")
        var action: String?

        @Option(help: "The resource's ARN, a pattern, or in the inventory its id.")
        var resource: String?

        @Option(help: "The file with policies; -: standard input. Without it: the inventory.")
        var input: String?

        @Option(help: "Who: anyone (outside of the account), an account's id, or a principal.")
        var by: String?

        @Option(help: "A principal whose own policies the inventory has, by its ARN.")
        var principal: String?

        @Option(help: "json or text.")
        var format = AnswerFormat.json

        func validate() throws {
            if by != nil, principal != nil {
                throw ValidationError("--by and --principal both say who: give one")
            }
            if input == nil {
                guard action != nil, resource != nil else {
                    throw ValidationError("give --action and --resource, or --input")
                }
            }
            if let action {
                do throws(PolicyAction.Wrong) {
                    try PolicyAction.check(action, asPattern: true)
                } catch {
                    throw ValidationError("--action: \(error.message); \(error.hint)")
                }
            }
            _ = try named.map { try Self.who($0) }
        }

        private var named: String? { principal ?? by }

        func run() async throws {
            let finding = try await finding()
            switch format {
            case .json: Output.line(Self.json(finding).prettyText)
            case .text: Output.line(Self.text(finding))
            }
        }

        private func finding() async throws -> Inquiry.Finding {
            let who = try named.map { try Self.who($0) }
            if let input {
                let input = try PolicyInput(readFrom: input)
                let inquiry = try input.inquiry(action: action, resource: resource, asPattern: true)
                return inquiry.finding(try who ?? Self.who(of: input))
            }
            return try await Wiring().withDatabase { database in
                try await PolicyLookup(
                    inventories: Inventories(database: database),
                    names: ResourceNames(database: database)
                ).finding(
                    who ?? .anyone,
                    action: action ?? "",
                    resource: resource ?? "",
                    looksUpPrincipal: principal != nil
                )
            }
        }

        /// As the command line says it.
        private static func who(_ text: String) throws -> WhoMay {
            if text.lowercased() == "anyone" { return .anyone }
            if isAccount(text) { return .account(text) }
            do throws(Principal.Unwritten) {
                return .principal(try Principal(written: text))
            } catch {
                throw ValidationError("\(error.message); \(error.hint)")
            }
        }

        private static func who(of input: PolicyInput) throws -> WhoMay {
            if let text = input.writtenPrincipal, isAccount(text) { return .account(text) }
            if let principal = try input.principal(required: false) { return .principal(principal) }
            return input.hasResourcePolicy || !input.hasIdentityPolicies ? .anyone : .holder
        }

        private static func isAccount(_ text: String) -> Bool {
            text.utf8.count == 12 && text.utf8.allSatisfy { (48...57).contains($0) }
        }
    }
}

extension PolicyCommand.Ask {
    private static func json(_ finding: Inquiry.Finding) -> JSON {
        [
            "answer": .string(word(finding)), "witness": witness(finding)?.json ?? .null,
            "because": .string(finding.because),
        ]
    }

    /// `yes: anyone on the internet may s3:GetObject on arn:aws:s3:::b/x (statement 'Read')`
    private static func text(_ finding: Inquiry.Finding) -> String {
        guard let request = witness(finding) else { return "\(word(finding)): \(finding.because)" }
        // Whose the resource is says nothing of who comes.
        let told = Request(
            request.principal,
            request.action,
            on: request.resource,
            keys: request.keys.filter { $0.key != "aws:resourceaccount" }
        )
        return "yes: \(told.words(finding.statement))"
    }

    private static func word(_ finding: Inquiry.Finding) -> String {
        switch finding.answer {
        case .yes: "yes"
        case .no: "no"
        case .unknown: "unknown"
        }
    }

    private static func witness(_ finding: Inquiry.Finding) -> Request? {
        if case .yes(let request) = finding.answer { request } else { nil }
    }
}
