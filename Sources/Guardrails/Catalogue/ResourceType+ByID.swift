extension ResourceType {
    /// How one resource is read by its id, and what that costs beyond its attributes.
    public enum ByID: Sendable, Hashable {
        /// An account or region has just one, which is read as it is listed.
        case single
        /// These calls, each once; those for its parts (such as its inline policies) once a part.
        case calls([String], forParts: [String] = [], permissions: [String])
        /// All are listed and one is picked, because of this.
        case listing(String)
    }

    /// The API operations that read one by its id, beyond those of its attributes.
    public var byIDCalls: [String] {
        switch byID {
        case nil: []
        case .single, .listing: listCalls
        case .calls(let calls, let forParts, _): calls + forParts
        }
    }

    /// What reading one by its id needs beyond what its attributes need.
    public var byIDPermissions: [String] {
        switch byID {
        case nil: []
        case .single, .listing: listPermissions
        case .calls(_, _, let permissions): permissions
        }
    }
}
