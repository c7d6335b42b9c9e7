extension ResponseScene {
    /// What firewalls outside AWS are asked, and what is done in AWS for them. The provider has the site
    /// 1001 for `www.there.example`.
    static let firewalls: [ResponseScene] = sites + records + origins

    private static let sites = [
        ResponseScene("waf.add-site", #"inputs = {"domain": "WWW.New.example."}"#),
        ResponseScene(
            "waf.add-site",
            end: .alreadyRight,
            #"inputs = {"domain": "www.there.example"}"#
        ),
        ResponseScene("waf.set-mode", #"inputs = {"site": "1001", "mode": "bypass"}"#),
        ResponseScene(
            "waf.set-mode",
            end: .alreadyRight,
            #"inputs = {"site": "1001", "mode": "active"}"#
        ),
        ResponseScene(
            "waf.set-mode",
            end: .refused("no such site"),
            #"inputs = {"site": "9999", "mode": "bypass"}"#
        ),
    ]

    private static let records = [
        ResponseScene(
            "dns.add-record",
            """
            \(zones)
            inputs = {"zone": zone("bare.example", record("www.bare.example.", "A", "192.0.2.1")),
                      "name": "bare.example", "values": ["code=1"]}
            """
        ),
        ResponseScene(
            "dns.add-record",
            """
            \(zones)
            inputs = {"zone": zone("spf.example", record("spf.example.", "TXT", '"v=spf1 -all"')),
                      "name": "spf.example", "values": ["code=1", "v=spf1 -all"]}
            """
        ),
        ResponseScene(
            "dns.add-record",
            end: .refused("leads to"),
            """
            \(zones)
            inputs = {"zone": zone("led.example", record("_v.led.example.", "CNAME", "a.example")),
                      "name": "_v.led.example", "type": "CNAME", "values": ["b.example"]}
            """
        ),
        ResponseScene(
            "dns.add-record",
            end: .refused("not in the zone"),
            """
            \(zones)
            inputs = {"zone": zone("own.example", record("www.own.example.", "A", "192.0.2.1")),
                      "name": "other.example", "values": ["code=1"]}
            """
        ),
    ]

    private static let origins = [
        ResponseScene(
            "ec2.restrict-origin",
            """
            vpc, _ = network()
            six = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                   "Ipv6Ranges": [{"CidrIpv6": "::/0", "Description": "web"}]}
            office = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                      "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}
            inputs = {"group": group(vpc, "origin", world(80), world(443), world(22), six, office),
                      "networks": ["198.51.100.0/24", "203.0.113.0/24", "2001:db8::/29"]}
            """
        ),
        ResponseScene(
            "ec2.restrict-origin",
            end: .refused("more than the web"),
            """
            vpc, _ = network()
            wide = {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535,
                    "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            inputs = {"group": group(vpc, "wide", wide), "networks": ["198.51.100.0/24"]}
            """
        ),
        ResponseScene(
            "ec2.restrict-origin",
            end: .alreadyRight,
            """
            vpc, _ = network()
            inputs = {"group": group(vpc, "shut", world(22)), "networks": ["198.51.100.0/24"]}
            """
        ),
    ]
}
