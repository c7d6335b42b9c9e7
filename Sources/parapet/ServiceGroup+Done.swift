import Logging
import ServiceLifecycle

extension ServiceGroup {
    /// Runs services until they are told to stop by a signal, or one has ended by itself: a process that
    /// meets a newer schema does, and that is no failure.
    init(untilDone services: [any Service], _ logger: Logger) {
        self.init(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0,
                        successTerminationBehavior: .gracefullyShutdownGroup
                    )
                },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
    }
}
