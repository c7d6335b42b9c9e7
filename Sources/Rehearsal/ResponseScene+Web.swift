extension ResponseScene {
    /// What is put before web servers, and the names that lead to them.
    static let web: [ResponseScene] = acls + names

    private static let acls = [
        ResponseScene(
            "wafv2.make-web-acl",
            """
            inputs = {"scope": "REGIONAL", "mode": "count"}
            """
        ),
        ResponseScene(
            "wafv2.associate-web-acl",
            """
            \(walls)
            inputs = {"load-balancer": balancer("bare"), "web-acl": wall("bare", "REGIONAL", R)}
            """
        ),
        ResponseScene(
            "wafv2.associate-web-acl",
            end: .refused("guards it"),
            """
            \(walls)
            arn = balancer("guarded")
            client("wafv2", A, R).associate_web_acl(
                WebACLArn=wall("theirs", "REGIONAL", R), ResourceArn=arn)
            inputs = {"load-balancer": arn, "web-acl": wall("ours", "REGIONAL", R)}
            """
        ),
        ResponseScene(
            "cloudfront.associate-web-acl",
            """
            \(walls)
            inputs = {"distribution": distribution("bare", ""),
                      "web-acl": wall("edge", "CLOUDFRONT", "us-east-1")}
            """
        ),
        ResponseScene(
            "cloudfront.associate-web-acl",
            end: .refused("guards it"),
            """
            \(walls)
            inputs = {"distribution": distribution("guarded", wall("edge-theirs", "CLOUDFRONT", "us-east-1")),
                      "web-acl": wall("edge-ours", "CLOUDFRONT", "us-east-1")}
            """
        ),
    ]

    private static let walls = """
        def wall(name, scope, region):
            seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False,
                    "MetricName": "m"}
            return client("wafv2", A, region).create_web_acl(
                Name=name, Scope=scope, DefaultAction={"Allow": {}}, VisibilityConfig=seen,
                Rules=[])["Summary"]["ARN"]

        def balancer(name):
            subnets = [one["SubnetId"] for one in ec2.describe_subnets(
                Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]][:2]
            return client("elbv2", A, R).create_load_balancer(
                Name=name, Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]

        def distribution(name, acl):
            origin = {"Id": "o", "DomainName": "o.example.com", "CustomOriginConfig": {
                "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}
            behaviour = {"TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all", "MinTTL": 0,
                         "ForwardedValues": {"QueryString": False,
                                             "Cookies": {"Forward": "none"}}}
            return client("cloudfront", A, R).create_distribution(DistributionConfig={
                "CallerReference": name, "Comment": name, "Enabled": True, "WebACLId": acl,
                "Aliases": {"Quantity": 1, "Items": [name + ".example.com"]},
                "Origins": {"Quantity": 1, "Items": [origin]},
                "DefaultCacheBehavior": behaviour})["Distribution"]["Id"]
        """

    private static let names = [
        ResponseScene(
            "dns.set-ttl",
            """
            \(zones)
            inputs = {"zone": zone("ttl.example", record("www.ttl.example.", "A", "192.0.2.1")),
                      "name": "www.ttl.example", "ttl": 60}
            """
        ),
        ResponseScene(
            "dns.swap-records",
            """
            \(zones)
            inputs = {"zone": zone("swap.example",
                                   record("www.swap.example.", "A", "192.0.2.1"),
                                   record("www.swap.example.", "AAAA", "2001:db8::1"),
                                   record("xyz.swap.example.", "A", "192.0.2.2")),
                      "name": "www.swap.example.", "values": ["x.impervadns.net"]}
            """
        ),
        ResponseScene(
            "dns.swap-records",
            end: .refused("beside TXT"),
            """
            \(zones)
            inputs = {"zone": zone("beside.example",
                                   record("www.beside.example.", "A", "192.0.2.1"),
                                   record("www.beside.example.", "TXT", '"mine"')),
                      "name": "www.beside.example", "values": ["x.impervadns.net"]}
            """
        ),
    ]

    public static let zones = """
        def record(name, kind, value):
            return {"Name": name, "Type": kind, "TTL": 3600, "ResourceRecords": [{"Value": value}]}

        def zone(name, *records):
            route53 = client("route53", A, R)
            made = route53.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"]
            route53.change_resource_record_sets(HostedZoneId=made, ChangeBatch={"Changes": [
                {"Action": "CREATE", "ResourceRecordSet": one} for one in records]})
            return made
        """
}
