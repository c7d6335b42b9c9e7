import Document
import Guardrails
import Testing

@testable import AWS

/// No default of AWS and no parameter of ours hides a resource that its type means.
struct ListingParameterTests {
    /// Of pages, order and trial runs: none of them changes what there is to be told.
    private static let harmless: Set<String> = [
        "DryRun", "Limit", "Marker", "MaxBuckets", "MaxItems", "MaxRecords", "MaxResults",
        "NextMarker", "NextToken", "PageSize", "SortBy", "SortOrder", "limit", "maxResults", "sort",
    ]

    private struct Input {
        let name: String
        let members: [WireShape.Member]
        let model: ServiceModel

        func isFlag(_ member: WireShape.Member) -> Bool {
            if case .boolean = model[member.shape].kind { true } else { false }
        }
    }

    /// Of every read in the models that lists, and of every call that a type makes.
    private static var inputs: [Input] {
        let called = Set(
            Collector.all.flatMap { collector in
                let type = collector.type
                return (type.listCalls + type.attributes.flatMap(\.calls)).map {
                    "\(type.service).\($0)"
                }
            }
        )
        return ServiceModel.names.compactMap(ServiceModel.named).flatMap { model in
            model.operations.values.compactMap { operation -> Input? in
                let name = "\(model.name).\(operation.name)"
                let lists = ["List", "Describe"].contains { operation.name.hasPrefix($0) }
                guard operation.isRead, lists || called.contains(name), let input = operation.input
                else { return nil }
                let shape = model[input]
                let pages = operation.pages?.inputTokens ?? []
                let members = shape.members.filter { member in
                    !shape.required.contains(member.name) && !pages.contains(member.name)
                }
                return Input(name: name, members: members, model: model)
            }
        }
    }

    @Test func everyParameterThatMayHideSomethingIsThoughtOf() {
        let missing = Self.inputs.flatMap { input in
            input.members.filter { member in
                let isKnown = ListingParameter.table[input.name]?[member.name] != nil
                let isName = !input.isFlag(member) && ListingParameter.onlyNarrows(member.name)
                return !isKnown && !isName && !Self.harmless.contains(member.name)
                    && member.name != "ExpectedBucketOwner"
            }.map { "\(input.name) \($0.name)" }
        }
        #expect(missing.isEmpty, "write them into ListingParameter.table: \(missing.sorted())")
    }

    /// What a type sends with every resource is one of those, too.
    @Test func whatATypeSendsIsThoughtOf() {
        for declaration in Collector.all.compactMap(\.declaration) {
            var sent = [(declaration.operation, declaration.parameters)]
            sent += declaration.reads.map { ($0.operation, $0.constants) }
            for (operation, parameters) in sent {
                for name in parameters.keys where !Self.harmless.contains(name) {
                    let call = "\(declaration.service).\(operation)"
                    guard case .byType? = ListingParameter.table[call]?[name]?.treatment else {
                        Issue.record("\(call) \(name) is sent by \(declaration.name)")
                        continue
                    }
                }
            }
        }
    }

    @Test func theTableNamesWhatAWSHas() throws {
        for (call, parameters) in ListingParameter.table {
            let parts = call.split(separator: ".").map(String.init)
            let model = try #require(ServiceModel.named(parts[0]), "\(call)")
            let operation = try #require(model.operations[parts[1]], "\(call)")
            let shape = model[try #require(operation.input)]
            for (name, parameter) in parameters {
                #expect(shape.members.contains { $0.name == name }, "\(call) \(name)")
                #expect(!parameter.reason.isEmpty)
            }
            // What is sent can be said in the protocol.
            #expect(throws: Never.self, "\(call)") {
                var values = ListingParameter.sent(parts[0], parts[1])
                for name in shape.required { values[name] = "x" }
                _ = try model.request(operation, values) { "token" }
            }
        }
    }

    @Test func aCallerGetsWhatHidesNothing() {
        #expect(
            ListingParameter.sent("cloudtrail", "DescribeTrails") == ["includeShadowTrails": true]
        )
        #expect(ListingParameter.sent("sqs", "ListQueues") == ["MaxResults": 1000])
        #expect(ListingParameter.sent("ec2", "DescribeRegions") == ["AllRegions": true])
        #expect(ListingParameter.sent("ec2", "DescribeVpcs").isEmpty)
    }
}
