extension ConsoleLink {
    /// By resource type. A type that is not here has no page that its id leads to: an access key is
    /// on its user's page, a setting of the account is among others.
    static let pages: [String: ConsolePage] = [
        "cloudtrail.trail": "cloudtrailv2/home?region={region}#/trails/{arn}",
        "cloudwatch.alarm": "cloudwatch/home?region={region}#alarmsV2:alarm/{id}",
        "cloudwatch.composite-alarm": "cloudwatch/home?region={region}#alarmsV2:alarm/{id}",
        "dynamodb.table": "dynamodbv2/home?region={region}#table?name={id}",
        "ec2.address": "ec2/home?region={region}#ElasticIpDetails:AllocationId={id}",
        "ec2.image": "ec2/home?region={region}#ImageDetails:imageId={id}",
        "ec2.instance": "ec2/home?region={region}#InstanceDetails:instanceId={id}",
        "ec2.network-acl": "vpc/home?region={region}#NetworkAclDetails:networkAclId={id}",
        "ec2.network-interface":
            "ec2/home?region={region}#NetworkInterface:networkInterfaceId={id}",
        "ec2.route-table": "vpc/home?region={region}#RouteTableDetails:RouteTableId={id}",
        "ec2.security-group": "ec2/home?region={region}#SecurityGroup:groupId={id}",
        "ec2.snapshot": "ec2/home?region={region}#SnapshotDetails:snapshotId={id}",
        "ec2.subnet": "vpc/home?region={region}#SubnetDetails:subnetId={id}",
        "ec2.volume": "ec2/home?region={region}#VolumeDetails:volumeId={id}",
        "ec2.vpc": "vpc/home?region={region}#VpcDetails:VpcId={id}",
        "ec2.vpc-peering":
            "vpc/home?region={region}#PeeringConnectionDetails:VpcPeeringConnectionId={id}",
        "ecr.repository": "ecr/repositories/private/{account}/{id}?region={region}",
        "efs.file-system": "efs/home?region={region}#/file-systems/{id}",
        "eks.cluster": "eks/home?region={region}#/clusters/{id}",
        "elb.load-balancer": "ec2/home?region={region}#LoadBalancers:search={id}",
        "elbv2.load-balancer": "ec2/home?region={region}#LoadBalancer:loadBalancerArn={arn}",
        "iam.group": "iam/home?region={region}#/groups/details/{id}",
        "iam.oidc-provider":
            "iam/home?region={region}#/identity_providers/details/OPENID/{arn}",
        "iam.password-policy": "iam/home?region={region}#/account_settings",
        "iam.policy": "iam/home?region={region}#/policies/details/{arn}",
        "iam.role": "iam/home?region={region}#/roles/details/{id}",
        "iam.saml-provider": "iam/home?region={region}#/identity_providers/details/SAML/{arn}",
        "iam.user": "iam/home?region={region}#/users/details/{id}",
        "kms.key": "kms/home?region={region}#/kms/keys/{id}",
        "lambda.function": "lambda/home?region={region}#/functions/{id}",
        "logs.log-group": "cloudwatch/home?region={region}#logsV2:log-groups/log-group/{$id}",
        "rds.cluster": "rds/home?region={region}#database:id={id};is-cluster=true",
        "rds.instance": "rds/home?region={region}#database:id={id};is-cluster=false",
        "rds.snapshot": "rds/home?region={region}#db-snapshot:id={id}",
        "route53.hosted-zone": "route53/v2/hostedzones#ListRecordSets/{last}",
        "s3.bucket": "s3/buckets/{id}?region={region}",
        "secretsmanager.secret": "secretsmanager/secret?name={name}&region={region}",
        "sns.topic": "sns/v3/home?region={region}#/topic/{arn}",
        "sqs.queue": "sqs/v3/home?region={region}#/queues/{id}",
        "wafv2.web-acl": "wafv2/homev2/web-acl/{name}/{id}/overview?region={region}",
    ]
}
