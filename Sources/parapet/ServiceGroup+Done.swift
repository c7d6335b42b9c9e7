import Logging
import ServiceLifecycle

extension ServiceGroup {
    /// Runs one service until it is told to stop by a signal, or has ended by itself: a process that
    /// meets a newer schema does, and that is no failure.
    init(untilDone service: any Service, _ logger: Logger) {
        self.init(
            configuration: ServiceGroupConfiguration(
                services: [
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: service,
                        successTerminationBehavior: .gracefullyShutdownGroup
                    )
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
    }
}
