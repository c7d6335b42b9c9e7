// Written by ops/models/trim.
#include "CAssets.h"

#include <string.h>

static const unsigned char accessanalyzer[] = {
#embed "models/accessanalyzer.json"
};
static const unsigned char account[] = {
#embed "models/account.json"
};
static const unsigned char acm[] = {
#embed "models/acm.json"
};
static const unsigned char autoscaling[] = {
#embed "models/autoscaling.json"
};
static const unsigned char cloudfront[] = {
#embed "models/cloudfront.json"
};
static const unsigned char cloudtrail[] = {
#embed "models/cloudtrail.json"
};
static const unsigned char cloudwatch[] = {
#embed "models/cloudwatch.json"
};
static const unsigned char config[] = {
#embed "models/config.json"
};
static const unsigned char dynamodb[] = {
#embed "models/dynamodb.json"
};
static const unsigned char ec2[] = {
#embed "models/ec2.json"
};
static const unsigned char ecr[] = {
#embed "models/ecr.json"
};
static const unsigned char ecs[] = {
#embed "models/ecs.json"
};
static const unsigned char efs[] = {
#embed "models/efs.json"
};
static const unsigned char eks[] = {
#embed "models/eks.json"
};
static const unsigned char elb[] = {
#embed "models/elb.json"
};
static const unsigned char elbv2[] = {
#embed "models/elbv2.json"
};
static const unsigned char events[] = {
#embed "models/events.json"
};
static const unsigned char guardduty[] = {
#embed "models/guardduty.json"
};
static const unsigned char iam[] = {
#embed "models/iam.json"
};
static const unsigned char kms[] = {
#embed "models/kms.json"
};
static const unsigned char lambda[] = {
#embed "models/lambda.json"
};
static const unsigned char logs[] = {
#embed "models/logs.json"
};
static const unsigned char macie2[] = {
#embed "models/macie2.json"
};
static const unsigned char opensearch[] = {
#embed "models/opensearch.json"
};
static const unsigned char organizations[] = {
#embed "models/organizations.json"
};
static const unsigned char rds[] = {
#embed "models/rds.json"
};
static const unsigned char redshift[] = {
#embed "models/redshift.json"
};
static const unsigned char resourcegroupstaggingapi[] = {
#embed "models/resourcegroupstaggingapi.json"
};
static const unsigned char route53[] = {
#embed "models/route53.json"
};
static const unsigned char s3[] = {
#embed "models/s3.json"
};
static const unsigned char s3control[] = {
#embed "models/s3control.json"
};
static const unsigned char secretsmanager[] = {
#embed "models/secretsmanager.json"
};
static const unsigned char securityhub[] = {
#embed "models/securityhub.json"
};
static const unsigned char sns[] = {
#embed "models/sns.json"
};
static const unsigned char sqs[] = {
#embed "models/sqs.json"
};
static const unsigned char ssm[] = {
#embed "models/ssm.json"
};
static const unsigned char sts[] = {
#embed "models/sts.json"
};
static const unsigned char wafv2[] = {
#embed "models/wafv2.json"
};

static const unsigned char partitions[] = {
#embed "partitions.json"
};

struct parapet_asset parapet_partitions(void) {
    return (struct parapet_asset){partitions, sizeof partitions};
}

static const unsigned char actions[] = {
#embed "actions.json"
};

struct parapet_asset parapet_actions(void) {
    return (struct parapet_asset){actions, sizeof actions};
}

struct parapet_asset parapet_model(const char *service) {
    if (strcmp(service, "accessanalyzer") == 0)
        return (struct parapet_asset){accessanalyzer, sizeof accessanalyzer};
    if (strcmp(service, "account") == 0)
        return (struct parapet_asset){account, sizeof account};
    if (strcmp(service, "acm") == 0)
        return (struct parapet_asset){acm, sizeof acm};
    if (strcmp(service, "autoscaling") == 0)
        return (struct parapet_asset){autoscaling, sizeof autoscaling};
    if (strcmp(service, "cloudfront") == 0)
        return (struct parapet_asset){cloudfront, sizeof cloudfront};
    if (strcmp(service, "cloudtrail") == 0)
        return (struct parapet_asset){cloudtrail, sizeof cloudtrail};
    if (strcmp(service, "cloudwatch") == 0)
        return (struct parapet_asset){cloudwatch, sizeof cloudwatch};
    if (strcmp(service, "config") == 0)
        return (struct parapet_asset){config, sizeof config};
    if (strcmp(service, "dynamodb") == 0)
        return (struct parapet_asset){dynamodb, sizeof dynamodb};
    if (strcmp(service, "ec2") == 0)
        return (struct parapet_asset){ec2, sizeof ec2};
    if (strcmp(service, "ecr") == 0)
        return (struct parapet_asset){ecr, sizeof ecr};
    if (strcmp(service, "ecs") == 0)
        return (struct parapet_asset){ecs, sizeof ecs};
    if (strcmp(service, "efs") == 0)
        return (struct parapet_asset){efs, sizeof efs};
    if (strcmp(service, "eks") == 0)
        return (struct parapet_asset){eks, sizeof eks};
    if (strcmp(service, "elb") == 0)
        return (struct parapet_asset){elb, sizeof elb};
    if (strcmp(service, "elbv2") == 0)
        return (struct parapet_asset){elbv2, sizeof elbv2};
    if (strcmp(service, "events") == 0)
        return (struct parapet_asset){events, sizeof events};
    if (strcmp(service, "guardduty") == 0)
        return (struct parapet_asset){guardduty, sizeof guardduty};
    if (strcmp(service, "iam") == 0)
        return (struct parapet_asset){iam, sizeof iam};
    if (strcmp(service, "kms") == 0)
        return (struct parapet_asset){kms, sizeof kms};
    if (strcmp(service, "lambda") == 0)
        return (struct parapet_asset){lambda, sizeof lambda};
    if (strcmp(service, "logs") == 0)
        return (struct parapet_asset){logs, sizeof logs};
    if (strcmp(service, "macie2") == 0)
        return (struct parapet_asset){macie2, sizeof macie2};
    if (strcmp(service, "opensearch") == 0)
        return (struct parapet_asset){opensearch, sizeof opensearch};
    if (strcmp(service, "organizations") == 0)
        return (struct parapet_asset){organizations, sizeof organizations};
    if (strcmp(service, "rds") == 0)
        return (struct parapet_asset){rds, sizeof rds};
    if (strcmp(service, "redshift") == 0)
        return (struct parapet_asset){redshift, sizeof redshift};
    if (strcmp(service, "resourcegroupstaggingapi") == 0)
        return (struct parapet_asset){resourcegroupstaggingapi, sizeof resourcegroupstaggingapi};
    if (strcmp(service, "route53") == 0)
        return (struct parapet_asset){route53, sizeof route53};
    if (strcmp(service, "s3") == 0)
        return (struct parapet_asset){s3, sizeof s3};
    if (strcmp(service, "s3control") == 0)
        return (struct parapet_asset){s3control, sizeof s3control};
    if (strcmp(service, "secretsmanager") == 0)
        return (struct parapet_asset){secretsmanager, sizeof secretsmanager};
    if (strcmp(service, "securityhub") == 0)
        return (struct parapet_asset){securityhub, sizeof securityhub};
    if (strcmp(service, "sns") == 0)
        return (struct parapet_asset){sns, sizeof sns};
    if (strcmp(service, "sqs") == 0)
        return (struct parapet_asset){sqs, sizeof sqs};
    if (strcmp(service, "ssm") == 0)
        return (struct parapet_asset){ssm, sizeof ssm};
    if (strcmp(service, "sts") == 0)
        return (struct parapet_asset){sts, sizeof sts};
    if (strcmp(service, "wafv2") == 0)
        return (struct parapet_asset){wafv2, sizeof wafv2};
    return (struct parapet_asset){0, 0};
}

const char *parapet_model_name(size_t index) {
    static const char *const names[] = {
        "accessanalyzer",
        "account",
        "acm",
        "autoscaling",
        "cloudfront",
        "cloudtrail",
        "cloudwatch",
        "config",
        "dynamodb",
        "ec2",
        "ecr",
        "ecs",
        "efs",
        "eks",
        "elb",
        "elbv2",
        "events",
        "guardduty",
        "iam",
        "kms",
        "lambda",
        "logs",
        "macie2",
        "opensearch",
        "organizations",
        "rds",
        "redshift",
        "resourcegroupstaggingapi",
        "route53",
        "s3",
        "s3control",
        "secretsmanager",
        "securityhub",
        "sns",
        "sqs",
        "ssm",
        "sts",
        "wafv2",
    };
    return index < sizeof names / sizeof *names ? names[index] : 0;
}
