import CEL
import Document
import Guardrails
import Testing

@testable import AWS

/// The events that the catalogue declares.
struct ResourceEventTests {
    /// Which types no event tells of, and why.
    static let untold: Set<String> = [
        // Counts and reports over the whole account, made anew by AWS.
        "iam.account-summary", "iam.credential-report",
        // A change of a zone names many, without what tells answers of one name apart.
        "route53.record",
    ]

    @Test func everyTypeIsToldOfByEventsOrListedHere() {
        let types = Catalogue.aws.types
        #expect(Set(types.filter { $0.events.isEmpty }.map(\.name)) == Self.untold)
        #expect(Set(DeclaredEvent.byType.keys).isSubset(of: types.map(\.name)))
    }

    /// Every type that a shipped guardrail reads, or is said of, can be heard of.
    @Test func everyShippedGuardrailsTypesHaveEvents() throws {
        let guardrails = try Guardrail.load(
            files: try ShippedGuardrailsTests.files(),
            catalogue: .aws,
            running: false
        )
        for type in guardrails.flatMap({ [$0.type] + $0.readTypes }) {
            #expect(Catalogue.aws[type.name]?.events.isEmpty == false, "\(type.name)")
        }
    }

    /// What is said by AWS's names is in the model; the rest is marked as written by hand.
    @Test func everyDeclaredPlaceIsInTheModel() {
        for (name, events) in DeclaredEvent.byType {
            guard let type = Catalogue.aws[name] else { continue }
            for event in events {
                let service = event.service ?? type.service
                for part in event.places.flatMap(\.parts) {
                    #expect(!event.paths(part, service).isEmpty, "\(name) \(event.name) \(part)")
                    if case .written(let path) = part {
                        #expect(
                            [
                                "requestParameters", "responseElements", "userIdentity",
                                ImportedFinding.ids,
                            ].contains {
                                path.hasPrefix("\($0).")
                            },
                            "\(name) \(event.name) \(part)"
                        )
                    }
                }
            }
        }
    }

    @Test func everyEventHasItsPlacesAndItsName() {
        for type in Catalogue.aws.types {
            let names = type.events.map(\.name)
            #expect(names == names.sorted() && Set(names).count == names.count, "\(type.name)")
            for event in type.events {
                #expect(!event.places.isEmpty, "\(type.name) \(event.name)")
                #expect(event.name.split(separator: ":").count == 2)
            }
        }
    }

    /// Every way in which a record names something has a sample.
    @Test func everyFormHasASample() {
        var forms: Set<String> = []
        for sample in EventSample.all where sample.reading == "event" {
            let service = sample.message["source"]?.string?.dropFirst(4) ?? ""
            let name = "\(service):\(sample.message["detail"]?["eventName"]?.string ?? "")"
            for type in Catalogue.aws.types
            where sample.mentions.contains(where: { $0.type == type.name }) {
                for event in type.events where event.name == name {
                    forms.formUnion(event.places.map { Self.form($0.form) })
                }
            }
        }
        #expect(forms == ["id", "name", "made", "naming", "single", "all"])
    }

    private static func form(_ form: ResourceEvent.Place.Form) -> String {
        switch form {
        case .id: "id"
        case .name: "name"
        case .made: "made"
        case .naming: "naming"
        case .single: "single"
        case .all: "all"
        }
    }

    /// As people have seen records have it, said by the model alone.
    @Test(arguments: [
        ("ec2.security-group", "AuthorizeSecurityGroupIngress", "requestParameters.groupId"),
        (
            "ec2.security-group", "AuthorizeSecurityGroupIngress",
            "responseElements.securityGroupRuleSet.groupId"
        ),
        (
            "ec2.security-group", "ModifySecurityGroupRules",
            "requestParameters.ModifySecurityGroupRulesRequest.GroupId"
        ),
        ("ec2.instance", "RunInstances", "responseElements.instancesSet.instanceId"),
        (
            "ec2.vpc-peering", "CreateVpcPeeringConnection",
            "responseElements.vpcPeeringConnection.vpcPeeringConnectionId"
        ),
        ("iam.role", "AttachRolePolicy", "requestParameters.roleName"),
        ("guardduty.detector", "CreateDetector", "responseElements.detectorId"),
    ])
    func theModelNamesWhatRecordsName(_ type: String, _ event: String, _ path: String) throws {
        let found = try #require(
            Catalogue.aws[type]?.events.first { $0.name.hasSuffix(":\(event)") }
        )
        let paths = found.places.flatMap(\.parts).map { $0.joined(separator: ".") }
        #expect(paths.contains(path))
    }

    @Test func aCallAboutSomethingElseDoesNotTell() {
        let names = Catalogue.aws["ec2.vpc"]?.events.map(\.name) ?? []
        #expect(names.contains("ec2:CreateVpc"))
        #expect(!names.contains("ec2:CreateVpcPeeringConnection"))
        #expect(!names.contains("ec2:CreateSecurityGroup"))
    }
}
