import Logging
import ServiceLifecycle

extension ServiceGroup {
    /// Runs services until they are told to stop by a signal, or one has ended by itself: a process that
    /// meets a newer schema does, and that is no failure. The others leave as at a signal, also where one
    /// failed: cut off, they would stay members and keep what they hold.
    init(untilDone services: [any Service], _ logger: Logger) {
        self.init(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
    }
}
