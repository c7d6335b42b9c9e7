import Document
import Rehearsal
import Testing

@testable import Platform

/// What a request may be connected to, whatever its URL says.
@Suite struct AddressPolicyTests {
    @Test(arguments: [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254",
        "ff02::1", "fec0::1", "100::1", "2001::1", "2001:db8::1", "::127.0.0.1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1",
        "64:ff9b::127.0.0.1", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::1",
    ]) func isNotOnTheInternet(address: String) throws {
        let peer = try #require(PeerAddress(address))
        #expect(!peer.isOnInternet)
        #expect(!AddressPolicy.internet().admits(peer, of: "a.example", isPlain: false))
        #expect(AddressPolicy.any.admits(peer, of: "a.example", isPlain: false))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    ]) func isOnTheInternet(address: String) throws {
        let peer = try #require(PeerAddress(address))
        #expect(peer.isOnInternet)
        #expect(AddressPolicy.internet().admits(peer, of: "a.example", isPlain: false))
        // What goes in the clear does not leave the machine.
        #expect(!AddressPolicy.internet().admits(peer, of: "a.example", isPlain: true))
    }

    /// As people write it, and where what is in IPv6's clothes leads.
    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("FD00:EC2:0::254", "fd00:ec2::254"), ("::1", "::1"),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1, which is 127.0.0.1"),
        ("64:ff9b::10.0.0.1", "64:ff9b::a00:1, which is 10.0.0.1"),
        ("2002:7f00:1::1", "2002:7f00:1::1, which is 127.0.0.1"),
    ]) func isSaidAsItIs(address: String, text: String) throws {
        #expect(try #require(PeerAddress(address)).description == text)
    }

    @Test func whatIsNamedMayBe() throws {
        let network = try #require(Network("10.1.0.0/16"))
        let policy = AddressPolicy.internet(hosts: ["hooks.internal"], networks: [network])
        let inside = ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3"]
        for address in inside {
            let peer = try #require(PeerAddress(address))
            #expect(policy.admits(peer, of: "a.example", isPlain: false), "\(address)")
        }
        let outside = try #require(PeerAddress("10.2.2.3"))
        #expect(!policy.admits(outside, of: "a.example", isPlain: false))
        #expect(!policy.admits(outside, of: "sub.hooks.internal", isPlain: false))
        #expect(!policy.admits(outside, of: nil, isPlain: false))
        #expect(policy.admits(outside, of: "hooks.internal", isPlain: false))
    }

    @Test(arguments: [
        ("https://a.example/x", "a.example"), ("https://A.Example.:443/", "a.example"),
        ("https://me:pw@a.example/", "a.example"), ("https://[::1]:8/", "::1"),
        ("https://b.example#@a.example/", "b.example"),
        ("smtp://mail.example:25/me", "mail.example"),
    ]) func theHostIsTheOneThatIsConnectedTo(url: String, host: String) {
        #expect(URLHost.of(url) == host)
    }

    private func failure(_ client: HTTPClient, _ request: HTTPRequest) async -> HTTPFailure? {
        do throws(HTTPFailure) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }

    private static let ok = LoopbackServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    /// Names that lead here, numbers that are addresses, and addresses in other clothes.
    @Test(arguments: [
        "http://127.0.0.1", "http://localhost", "https://localhost", "https://2130706433",
        "https://0x7f.1", "https://0", "https://[::ffff:127.0.0.1]", "https://127.1",
    ]) func nothingIsSentToThisMachine(url: String) async {
        let server = LoopbackServer { _ in [Self.ok] }
        defer { server.stop() }
        let client = HTTPClient()
        let request = HTTPRequest(url: "\(url):\(server.port)/", addresses: .internet())
        guard case .refusedAddress = await failure(client, request) else {
            Issue.record("\(url) was spoken to")
            return
        }
        #expect(server.connections == 0)
    }

    @Test func byLeaveItIsSpokenTo() async throws {
        let server = LoopbackServer { _ in [Self.ok] }
        defer { server.stop() }
        let client = HTTPClient()
        let network = try #require(Network("127.0.0.0/8"))
        let byHost = HTTPRequest(
            url: "http://localhost:\(server.port)/",
            addresses: .internet(hosts: ["localhost"])
        )
        let byNetwork = HTTPRequest(url: server.url, addresses: .internet(networks: [network]))
        for request in [byHost, byNetwork] {
            #expect(await failure(client, request) == nil)
        }
        #expect(server.connections == 2)
    }

    /// A connection that others keep is not one that this request may use.
    @Test func aKeptConnectionIsNoLeave() async {
        let server = LoopbackServer { _ in [Self.ok] }
        defer { server.stop() }
        let client = HTTPClient()
        #expect(await failure(client, HTTPRequest(url: server.url)) == nil)
        let bound = HTTPRequest(url: server.url, addresses: .internet())
        #expect(await failure(client, bound) == .refusedAddress("127.0.0.1"))
        #expect(await failure(client, HTTPRequest(url: server.url)) == nil)
        #expect(server.connections == 1)
    }
}
