import Guardrails

extension Collector {
    /// Every resource type that Parapet can collect.
    static let all: [Collector] = [
        .accessKey,
        .bucket,
        .securityGroup,
        .user,
        .role,
        .group,
        .policy,
        .passwordPolicy,
        .accountSummary,
        .serverCertificate,
        .securityContact,
        .instance,
        .volume,
        .snapshot,
        .image,
        .networkInterface,
        .vpc,
        .subnet,
        .networkACL,
        .routeTable,
        .flowLog,
        .peering,
        .address,
        .ebsDefaults,
        .instanceMetadataDefaults,
        .snapshotBlock,
        .trail,
        .alarm,
        .compositeAlarm,
        .logGroup,
        .metricFilter,
        .topic,
        .subscription,
        .messageQueue,
        .recorder,
        .detector,
        .securityHub,
        .analyzer,
        .encryptionKey,
        .dbInstance,
        .dbCluster,
        .dbSnapshot,
        .fileSystem,
        .table,
        .secret,
        .lambdaFunction,
        .loadBalancer,
        .classicLoadBalancer,
        .webACL,
        .hostedZone,
        .repository,
        .kubernetesCluster,
        .contactInformation,
        .deliveryChannel,
        .samlProvider,
        .oidcProvider,
        .organizationsFeatures,
        .virtualMFADevice,
        .macieSession,
        .securityStandard,
        .organization,
        .record,
        .credentialReport,
    ]
}

extension Catalogue {
    /// The types of ``Collector/all`` and the account itself, and the actions of ``Action/all``.
    public static let aws = Catalogue(
        Collector.all.map { $0.type.toldByEvents($0) } + [accountResourceType.toldByEvents(nil)],
        actions: Action.all.map(\.type),
        regions: Partition.regions,
        partitions: Dictionary(
            Partition.all.flatMap { partition in partition.regions.map { ($0, partition.name) } },
            uniquingKeysWith: { first, _ in first }
        ),
        frameworks: Framework.shipped
    )
}
