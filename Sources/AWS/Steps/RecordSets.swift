import Document
import Guardrails

/// The record sets of one name in a hosted zone that lead to an address, as Route 53 tells them, and how
/// they are changed: all at once, and only from what they are. A change deletes a set by the values that
/// were read, so that Route 53 refuses it where somebody changed them meanwhile (Amazon Route 53 API
/// Reference, ChangeResourceRecordSets).
struct RecordSets: Sendable {
    static let types: Set<String> = ["A", "AAAA", "CNAME"]
    /// One page; more sets of one name are not changed.
    private static let limit = 300

    let zone: String
    /// With the dot at the end, as Route 53 writes it.
    let name: String

    /// - Precondition: the target is a hosted zone, and `name` a parameter.
    init(_ context: ActionContext) {
        zone = context.id.split(separator: "/").last.map(String.init) ?? context.id
        name = Self.canonical(context.text("name") ?? "")
    }

    /// In small letters, with the dot at the end, and `*` as Route 53 writes it.
    static func canonical(_ name: String) -> String {
        let text = name.lowercased().replacing("*", with: #"\052"#)
        return text.hasSuffix(".") ? text : "\(text)."
    }

    var reads: [ActionRead] {
        [
            ActionRead("zone", "route53", "GetHostedZone", ["Id": .string(zone)]),
            ActionRead(
                "sets",
                "route53",
                "ListResourceRecordSets",
                [
                    "HostedZoneId": .string(zone), "StartRecordName": .string(name),
                    "MaxItems": .string(String(Self.limit)),
                ]
            ),
        ]
    }

    /// `records`: those that lead to an address; `others`: the types of the rest; `apex`: whether the
    /// name is the zone's own; `whole`: whether all of the name's sets were read.
    func image(_ read: Object) -> JSON {
        let (own, isWhole) = found(read)
        let (records, others) = own.reduce(into: ([JSON](), Set<String>())) { parts, set in
            let type = set["Type"]?.string ?? ""
            if Self.types.contains(type) { parts.0.append(set) } else { parts.1.insert(type) }
        }
        return [
            "records": .array(Self.ordered(records)), "others": .list(others.sorted()),
            "apex": .bool(read["zone"]?["HostedZone"]?["Name"]?.string?.lowercased() == name),
            "whole": .bool(isWhole),
        ]
    }

    /// The name's own sets, and whether these are all.
    func found(_ read: Object) -> (own: [JSON], isWhole: Bool) {
        let listed = read["sets"]?["ResourceRecordSets"]?.array ?? []
        let own = listed.filter { $0["Name"]?.string?.lowercased() == name }
        let isCut = read["sets"]?["IsTruncated"]?.bool == true && own.count == listed.count
        return (own, !isCut && read["sets"] != nil)
    }

    static func ordered(_ sets: [JSON]) -> [JSON] {
        sets.sorted { left, right in
            let keys = ["Type", "SetIdentifier"]
            return keys.map { left[$0]?.string ?? "" }
                .lexicographicallyPrecedes(keys.map { right[$0]?.string ?? "" })
        }
    }

    /// The one call that makes others of some sets; nil where they are the same.
    func call(from old: [JSON], to new: [JSON]) -> ActionCall? {
        let deleted = old.filter { !new.contains($0) }.map { change("DELETE", $0) }
        let created = new.filter { !old.contains($0) }.map { change("CREATE", $0) }
        guard !deleted.isEmpty || !created.isEmpty else { return nil }
        return ActionCall(
            "route53",
            "ChangeResourceRecordSets",
            [
                "HostedZoneId": .string(zone),
                "ChangeBatch": ["Changes": .array(deleted + created)],
            ]
        )
    }

    private func change(_ action: String, _ set: JSON) -> JSON {
        ["Action": .string(action), "ResourceRecordSet": set]
    }

    /// What both actions plan: nil where it may go on.
    func refusal(_ before: JSON) -> ActionPlan? {
        guard before["whole"]?.bool == true else {
            return .refused("not all records of \(name) can be read at once")
        }
        let isNone = before["records"]?.array?.isEmpty != false
        return isNone ? .refused("the zone has no address for \(name)") : nil
    }

    func plan(_ before: JSON, _ new: [JSON]) -> ActionPlan {
        guard let call = call(from: before["records"]?.array ?? [], to: new) else {
            return .alreadyRight
        }
        var after = before.object ?? Object()
        after["records"] = .array(Self.ordered(new))
        return .calls([call], after: .object(after))
    }

    func undo(_ before: JSON, _ after: JSON) -> [ActionCall] {
        let (old, new) = (before["records"]?.array ?? [], after["records"]?.array ?? [])
        return [call(from: new, to: old)].compactMap(\.self)
    }

    /// The zone is what is changed: the ledger makes one change of a target at a time, and Route 53
    /// takes one of a zone. Its part is the name: what one run did to a name is not what another did to
    /// its neighbour.
    static func target(_ context: StepContext, _ parameters: Object) -> Response.Targets {
        let zone = context.text("zone").split(separator: "/").last.map(String.init) ?? ""
        let name = ResourceName(
            type: "route53.hosted-zone",
            account: context.text("account"),
            region: Scope.global,
            id: "/hostedzone/\(zone)"
        )
        return .found([
            ActionRequest(
                target: Resource(name: name, document: [:]),
                region: Scope.global,
                part: Self.canonical(context.text("name")),
                parameters: parameters
            )
        ])
    }
}
