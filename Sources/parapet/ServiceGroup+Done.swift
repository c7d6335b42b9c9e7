import Logging
import ServiceLifecycle

extension ServiceGroup {
    /// Runs one service until it is told to stop by a signal, or has ended by itself: a process that
    /// meets a newer schema does, and that is no failure.
    ///
    /// - Parameter companion: what runs beside it.
    init(untilDone service: any Service, with companion: (any Service)? = nil, _ logger: Logger) {
        self.init(
            configuration: ServiceGroupConfiguration(
                services: [service, companion].compactMap(\.self).map { service in
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: service,
                        successTerminationBehavior: .gracefullyShutdownGroup
                    )
                },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
    }
}
