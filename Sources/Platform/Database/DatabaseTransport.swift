/// What protects a connection to the database on its way.
public enum DatabaseTransport: Sendable, Hashable {
    /// A socket or loopback: nothing leaves the machine.
    case local
    /// TLS with a server that proved its name (`verify-full`): the default of everything else.
    case verified
    /// Less, because the address asks for it: somebody on the way could answer, or read along.
    case weak(mode: String)
}
