import Document
import Platform

/// The security group that an estate has in each account and region: it lets in what a test opens, and
/// what is revoked no more.
public final class PlayedGroups: Sendable {
    private struct Place: Hashable {
        let account: String
        let region: String
    }

    private struct Rule {
        let id: String
        let port: Int
    }

    private struct State {
        var open: [Place: [Rule]] = [:]
        var numbered = 0
        var revoked = 0
    }

    private let state = Lock(State())

    init() {}

    /// The id of an account's group.
    public static func id(of account: String) -> String { "sg-0\(account)" }

    public var revoked: Int { state.withLock { $0.revoked } }

    /// From now on it lets everybody in at a port; the id of the rule.
    public func open(_ account: String, _ region: String, port: Int) -> String {
        state.withLock { state in
            state.numbered += 1
            let rule = Rule(id: "sgr-\(state.numbered)", port: port)
            state.open[Place(account: account, region: region), default: []].append(rule)
            return rule.id
        }
    }

    private func open(_ call: WireCall) -> [Rule] {
        state.withLock { $0.open[Place(account: call.account, region: call.region)] ?? [] }
    }

    func groups(_ call: WireCall) -> String {
        let permissions = open(call).map { rule in
            "<item><ipProtocol>tcp</ipProtocol><fromPort>\(rule.port)</fromPort>"
                + "<toPort>\(rule.port)</toPort><groups/><ipv6Ranges/><prefixListIds/>"
                + "<ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>"
        }
        return """
            <securityGroupInfo><item><ownerId>\(call.account)</ownerId>\
            <groupId>\(Self.id(of: call.account))</groupId><groupName>default</groupName>\
            <groupDescription>default VPC security group</groupDescription>\
            <vpcId>vpc-0\(call.account)</vpcId>\
            <ipPermissions>\(permissions.joined())</ipPermissions><ipPermissionsEgress/><tagSet/>\
            </item></securityGroupInfo>
            """
    }

    func rules(_ call: WireCall) -> String {
        let items = open(call).map { rule in
            "<item><securityGroupRuleId>\(rule.id)</securityGroupRuleId>"
                + "<groupId>\(Self.id(of: call.account))</groupId>"
                + "<groupOwnerId>\(call.account)</groupOwnerId><isEgress>false</isEgress>"
                + "<ipProtocol>tcp</ipProtocol><fromPort>\(rule.port)</fromPort>"
                + "<toPort>\(rule.port)</toPort><cidrIpv4>0.0.0.0/0</cidrIpv4><tagSet/></item>"
        }
        return "<securityGroupRuleSet>\(items.joined())</securityGroupRuleSet>"
    }

    func revoke(_ call: WireCall) -> Bool {
        let id = call.form("SecurityGroupRuleId.1")
        return state.withLock { state in
            let place = Place(account: call.account, region: call.region)
            let left = (state.open[place] ?? []).filter { $0.id != id }
            let isThere = left.count != state.open[place]?.count ?? 0
            state.open[place] = left
            if isThere { state.revoked += 1 }
            return isThere
        }
    }
}
