import Platform

extension DatabaseTransport {
    /// libpq's word for it; `local` where nothing leaves the machine.
    var mode: String {
        switch self {
        case .local: "local"
        case .verified: "verify-full"
        case .weak(let mode): mode
        }
    }

    /// What there is to say against it; nil: nothing.
    var warning: String? {
        guard case .weak(let mode) = self else { return nil }
        let danger =
            mode == "require" || mode == "verify-ca"
            ? "somebody on the way could answer in its place"
            : "what goes to the database may go in plain text"
        return "sslmode=\(mode): \(danger); sslmode=verify-full is safe, and the default"
    }
}
