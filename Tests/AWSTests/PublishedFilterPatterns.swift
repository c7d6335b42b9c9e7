import Testing

/// Filter patterns as benchmarks and public modules publish them, and the alarm that each is meant for.
///
/// Sources: Security Hub User Guide, "Security Hub controls for CloudWatch"; CIS AWS Foundations
/// Benchmark 3.0 and 5.0, section 4; the modules and templates named, as of their main branches.
enum PublishedFilterPatterns {
    struct Published: Sendable, CustomTestStringConvertible {
        let alarm: String
        let source: String
        let pattern: String

        init(_ alarm: String, _ source: String, _ pattern: String) {
            (self.alarm, self.source, self.pattern) = (alarm, source, pattern)
        }

        var testDescription: String { "\(alarm) (\(source))" }
    }

    static let all = securityHub + benchmark + modules

    private static let securityHub = [
        Published(
            "root-usage",
            "Security Hub CloudWatch.1",
            #"""
            {$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType \#
            !="AwsServiceEvent"}
            """#
        ),
        Published(
            "unauthorized-calls",
            "Security Hub CloudWatch.2",
            #"""
            {($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}
            """#
        ),
        Published(
            "console-without-mfa",
            "Security Hub CloudWatch.3",
            #"""
            { ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && \#
            ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") \#
            }
            """#
        ),
        Published(
            "iam-changes",
            "Security Hub CloudWatch.4",
            #"""
            {($.eventSource=iam.amazonaws.com) && (($.eventName=DeleteGroupPolicy) || \#
            ($.eventName=DeleteRolePolicy) || ($.eventName=DeleteUserPolicy) || \#
            ($.eventName=PutGroupPolicy) || ($.eventName=PutRolePolicy) || \#
            ($.eventName=PutUserPolicy) || ($.eventName=CreatePolicy) || \#
            ($.eventName=DeletePolicy) || ($.eventName=CreatePolicyVersion) || \#
            ($.eventName=DeletePolicyVersion) || ($.eventName=AttachRolePolicy) || \#
            ($.eventName=DetachRolePolicy) || ($.eventName=AttachUserPolicy) || \#
            ($.eventName=DetachUserPolicy) || ($.eventName=AttachGroupPolicy) || \#
            ($.eventName=DetachGroupPolicy))}
            """#
        ),
        Published(
            "trail-changes",
            "Security Hub CloudWatch.5",
            #"""
            {($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || \#
            ($.eventName=DeleteTrail) || ($.eventName=StartLogging) || \#
            ($.eventName=StopLogging)}
            """#
        ),
        Published(
            "console-failures",
            "Security Hub CloudWatch.6",
            #"""
            {($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}
            """#
        ),
        Published(
            "key-deletion",
            "Security Hub CloudWatch.7",
            #"""
            {($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || \#
            ($.eventName=ScheduleKeyDeletion))}
            """#
        ),
        Published(
            "bucket-policy-changes",
            "Security Hub CloudWatch.8",
            #"""
            {($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl) || \#
            ($.eventName=PutBucketPolicy) || ($.eventName=PutBucketCors) || \#
            ($.eventName=PutBucketLifecycle) || ($.eventName=PutBucketReplication) || \#
            ($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || \#
            ($.eventName=DeleteBucketLifecycle) || ($.eventName=DeleteBucketReplication))}
            """#
        ),
        Published(
            "config-changes",
            "Security Hub CloudWatch.9",
            #"""
            {($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder) \#
            || ($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) || \#
            ($.eventName=PutConfigurationRecorder))}
            """#
        ),
        Published(
            "security-group-changes",
            "Security Hub CloudWatch.10",
            #"""
            {($.eventName=AuthorizeSecurityGroupIngress) || \#
            ($.eventName=AuthorizeSecurityGroupEgress) || \#
            ($.eventName=RevokeSecurityGroupIngress) || \#
            ($.eventName=RevokeSecurityGroupEgress) || ($.eventName=CreateSecurityGroup) || \#
            ($.eventName=DeleteSecurityGroup)}
            """#
        ),
        Published(
            "network-acl-changes",
            "Security Hub CloudWatch.11",
            #"""
            {($.eventName=CreateNetworkAcl) || ($.eventName=CreateNetworkAclEntry) || \#
            ($.eventName=DeleteNetworkAcl) || ($.eventName=DeleteNetworkAclEntry) || \#
            ($.eventName=ReplaceNetworkAclEntry) || \#
            ($.eventName=ReplaceNetworkAclAssociation)}
            """#
        ),
        Published(
            "gateway-changes",
            "Security Hub CloudWatch.12",
            #"""
            {($.eventName=CreateCustomerGateway) || ($.eventName=DeleteCustomerGateway) || \#
            ($.eventName=AttachInternetGateway) || ($.eventName=CreateInternetGateway) || \#
            ($.eventName=DeleteInternetGateway) || ($.eventName=DetachInternetGateway)}
            """#
        ),
        Published(
            "route-changes",
            "Security Hub CloudWatch.13",
            #"""
            {($.eventSource=ec2.amazonaws.com) && (($.eventName=CreateRoute) || \#
            ($.eventName=CreateRouteTable) || ($.eventName=ReplaceRoute) || \#
            ($.eventName=ReplaceRouteTableAssociation) || ($.eventName=DeleteRouteTable) || \#
            ($.eventName=DeleteRoute) || ($.eventName=DisassociateRouteTable))}
            """#
        ),
        Published(
            "vpc-changes",
            "Security Hub CloudWatch.14",
            #"""
            {($.eventName=CreateVpc) || ($.eventName=DeleteVpc) || \#
            ($.eventName=ModifyVpcAttribute) || ($.eventName=AcceptVpcPeeringConnection) || \#
            ($.eventName=CreateVpcPeeringConnection) || \#
            ($.eventName=DeleteVpcPeeringConnection) || \#
            ($.eventName=RejectVpcPeeringConnection) || ($.eventName=AttachClassicLinkVpc) || \#
            ($.eventName=DetachClassicLinkVpc) || ($.eventName=DisableVpcClassicLink) || \#
            ($.eventName=EnableVpcClassicLink)}
            """#
        ),
    ]

    private static let benchmark = [
        Published(
            "unauthorized-calls",
            "CIS 3.0 and 5.0, 4.1",
            #"""
            { ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") && \#
            ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") \#
            }
            """#
        ),
        Published(
            "console-without-mfa",
            "CIS 3.0 and 5.0, 4.2",
            #"""
            { ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }
            """#
        ),
        Published(
            "console-without-mfa",
            "CIS 3.0 and 5.0, 4.2, with single sign-on",
            #"""
            { ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && \#
            ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") \#
            }
            """#
        ),
        Published(
            "root-usage",
            "CIS 3.0 and 5.0, 4.3",
            #"""
            { $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && \#
            $.eventType != "AwsServiceEvent" }
            """#
        ),
        Published(
            "iam-changes",
            "CIS 3.0 and 5.0, 4.4",
            #"""
            {($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||($.eventName=DetachGroupPolicy)}
            """#
        ),
        Published(
            "trail-changes",
            "CIS 3.0 and 5.0, 4.5",
            #"""
            {($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = \#
            DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging)}
            """#
        ),
        Published(
            "console-failures",
            "CIS 3.0 and 5.0, 4.6",
            #"""
            { ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }
            """#
        ),
        Published(
            "key-deletion",
            "CIS 3.0 and 5.0, 4.7",
            #"""
            {($.eventSource = kms.amazonaws.com) && (($.eventName = DisableKey) || \#
            ($.eventName = ScheduleKeyDeletion))}
            """#
        ),
        Published(
            "bucket-policy-changes",
            "CIS 3.0 and 5.0, 4.8",
            #"""
            {($.eventSource = s3.amazonaws.com) && (($.eventName = PutBucketAcl) || \#
            ($.eventName = PutBucketPolicy) || ($.eventName = PutBucketCors) || ($.eventName = \#
            PutBucketLifecycle) || ($.eventName = PutBucketReplication) || ($.eventName = \#
            DeleteBucketPolicy) || ($.eventName = DeleteBucketCors) || ($.eventName = \#
            DeleteBucketLifecycle) || ($.eventName = DeleteBucketReplication))}
            """#
        ),
        Published(
            "config-changes",
            "CIS 3.0 and 5.0, 4.9",
            #"""
            {($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder) \#
            || ($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) || \#
            ($.eventName=PutConfigurationRecorder))}
            """#
        ),
        Published(
            "security-group-changes",
            "CIS 3.0 and 5.0, 4.10",
            #"""
            {($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = \#
            AuthorizeSecurityGroupEgress) || ($.eventName = RevokeSecurityGroupIngress) || \#
            ($.eventName = RevokeSecurityGroupEgress) || ($.eventName = CreateSecurityGroup) \#
            || ($.eventName = DeleteSecurityGroup)}
            """#
        ),
        Published(
            "network-acl-changes",
            "CIS 3.0 and 5.0, 4.11",
            #"""
            {($.eventName = CreateNetworkAcl) || ($.eventName = CreateNetworkAclEntry) || \#
            ($.eventName = DeleteNetworkAcl) || ($.eventName = DeleteNetworkAclEntry) || \#
            ($.eventName = ReplaceNetworkAclEntry) || ($.eventName = \#
            ReplaceNetworkAclAssociation)}
            """#
        ),
        Published(
            "gateway-changes",
            "CIS 3.0 and 5.0, 4.12",
            #"""
            {($.eventName = CreateCustomerGateway) || ($.eventName = DeleteCustomerGateway) || \#
            ($.eventName = AttachInternetGateway) || ($.eventName = CreateInternetGateway) || \#
            ($.eventName = DeleteInternetGateway) || ($.eventName = DetachInternetGateway)}
            """#
        ),
        Published(
            "route-changes",
            "CIS 3.0 and 5.0, 4.13",
            #"""
            {($.eventSource = ec2.amazonaws.com) && (($.eventName = CreateRoute) || \#
            ($.eventName = CreateRouteTable) || ($.eventName = ReplaceRoute) || ($.eventName = \#
            ReplaceRouteTableAssociation) || ($.eventName = DeleteRouteTable) || ($.eventName \#
            = DeleteRoute) || ($.eventName = DisassociateRouteTable))}
            """#
        ),
        Published(
            "vpc-changes",
            "CIS 3.0 and 5.0, 4.14",
            #"""
            {($.eventName = CreateVpc) || ($.eventName = DeleteVpc) || ($.eventName = \#
            ModifyVpcAttribute) || ($.eventName = AcceptVpcPeeringConnection) || ($.eventName \#
            = CreateVpcPeeringConnection) || ($.eventName = DeleteVpcPeeringConnection) || \#
            ($.eventName = RejectVpcPeeringConnection) || ($.eventName = AttachClassicLinkVpc) \#
            || ($.eventName = DetachClassicLinkVpc) || ($.eventName = DisableVpcClassicLink) \#
            || ($.eventName = EnableVpcClassicLink)}
            """#
        ),
        Published(
            "organization-changes",
            "CIS 3.0 and 5.0, 4.15",
            #"""
            {($.eventSource = organizations.amazonaws.com) && (($.eventName = \#
            "AcceptHandshake") || ($.eventName = "AttachPolicy") || ($.eventName = \#
            "CreateAccount") || ($.eventName = "CreateOrganizationalUnit") || ($.eventName = \#
            "CreatePolicy") || ($.eventName = "DeclineHandshake") || ($.eventName = \#
            "DeleteOrganization") || ($.eventName = "DeleteOrganizationalUnit") || \#
            ($.eventName = "DeletePolicy") || ($.eventName = "DetachPolicy") || ($.eventName = \#
            "DisablePolicyType") || ($.eventName = "EnablePolicyType") || ($.eventName = \#
            "InviteAccountToOrganization") || ($.eventName = "LeaveOrganization") || \#
            ($.eventName = "MoveAccount") || ($.eventName = "RemoveAccountFromOrganization") \#
            || ($.eventName = "UpdatePolicy") || ($.eventName = "UpdateOrganizationalUnit"))}
            """#
        ),
    ]

    private static let modules = [
        Published(
            "unauthorized-calls",
            "terraform: nozaq/secure-baseline",
            #"""
            {(($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")) && \#
            (($.sourceIPAddress!="delivery.logs.amazonaws.com") && \#
            ($.eventName!="HeadBucket"))}
            """#
        ),
        Published(
            "unauthorized-calls",
            "terraform: terraform-aws-modules/cloudwatch cis-alarms",
            #"""
            { ($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*") }
            """#
        ),
        Published(
            "route-changes",
            "terraform: terraform-aws-modules/cloudwatch cis-alarms",
            #"""
            {($.eventName = CreateRoute) || ($.eventName = CreateRouteTable) || ($.eventName = \#
            ReplaceRoute) || ($.eventName = ReplaceRouteTableAssociation) || ($.eventName = \#
            DeleteRouteTable) || ($.eventName = DeleteRoute) || ($.eventName = \#
            DisassociateRouteTable)}
            """#
        ),
        Published(
            "iam-changes",
            "terraform: cloudposse/cloudtrail-cloudwatch-alarms",
            #"""
            { ($.eventName = DeleteGroupPolicy) || ($.eventName = DeleteRolePolicy) \#
            ||($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||($.eventName=DetachGroupPolicy)}
            """#
        ),
        Published(
            "key-deletion",
            "terraform: cloudposse/cloudtrail-cloudwatch-alarms",
            #"""
            {($.eventSource = kms.amazonaws.com) && \#
            (($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion))}
            """#
        ),
        Published(
            "trail-changes",
            "AWS Quick Start, CIS benchmark",
            #"""
            {($.eventSource = cloudtrail.amazonaws.com) && (($.eventName != Describe*) && \#
            ($.eventName != Get*) && ($.eventName != Lookup*) && ($.eventName != List*))}
            """#
        ),
        Published(
            "iam-changes",
            "the same way of all writes to IAM",
            #"""
            {($.eventSource = iam.amazonaws.com) && (($.eventName = Add*) || ($.eventName = \#
            Attach*) || ($.eventName = Create*) || ($.eventName = Delete*) || ($.eventName = \#
            Detach*) || ($.eventName = Put*) || ($.eventName = Update*))}
            """#
        ),
        Published(
            "unauthorized-calls",
            "Prowler, its tests",
            #"""
            { ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") || \#
            ($.sourceIPAddress!="delivery.logs.amazonaws.com") || ($.eventName!="HeadBucket") \#
            }
            """#
        ),
        Published(
            "security-group-changes",
            "CIS 4.10 with what EC2 added since",
            #"""
            {($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = \#
            AuthorizeSecurityGroupEgress) || ($.eventName = RevokeSecurityGroupIngress) || \#
            ($.eventName = RevokeSecurityGroupEgress) || ($.eventName = CreateSecurityGroup) \#
            || ($.eventName = DeleteSecurityGroup) || ($.eventName = \#
            ModifySecurityGroupRules)}
            """#
        ),
    ]
}
