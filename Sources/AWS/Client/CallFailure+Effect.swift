extension CallFailure {
    /// Whether the call surely changed nothing, so that what it asks for may be asked again. Doubt is
    /// a no: an answer that did not come, one that cannot be read, an error of AWS's own.
    var isWithoutEffect: Bool {
        switch cause {
        case .unreachable, .refused, .credentials, .parameters, .noEndpoint, .notARead, .undeclared:
            true
        case .network, .unreadable: false
        case .cancelled(let wasSent): !wasSent
        case .service(let error): error.isWithoutEffect
        }
    }
}

extension ServiceError {
    fileprivate var isWithoutEffect: Bool {
        switch ErrorKind(self) {
        case .throttled, .expired, .skewed, .denied: true
        // What says no in AWS's own words. A bare status may be a proxy's, and a request that AWS
        // stopped waiting for may have arrived.
        default:
            (400..<500).contains(status) && !code.hasPrefix("HTTP ")
                && !code.hasPrefix("RequestTimeout")
        }
    }
}
