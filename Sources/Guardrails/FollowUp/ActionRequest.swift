import Document

/// What an action is asked to do about one violation, with every parameter known.
public struct ActionRequest: Sendable, Hashable {
    /// What is changed, as it was read when the violation was judged; of ``ActionType/Subject/region``
    /// the account.
    public let target: Resource
    /// Where the change is made; ``Scope/global`` for what is in no region.
    public let region: String
    /// The part of the finding, and the element that it is.
    public let part: String
    public let element: JSON?
    /// By name; what has a standard value and was not given has that.
    public let parameters: Object

    public init(
        target: Resource,
        region: String,
        part: String = "",
        element: JSON? = nil,
        parameters: Object = [:]
    ) {
        self.target = target
        self.region = region
        self.part = part
        self.element = element
        self.parameters = parameters
    }
}

/// What a guardrail wants done about one violation.
public struct ActionProposal: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        case asked(ActionRequest)
        /// It is not planned, for the reason given.
        case refused(String)
    }

    /// By its name in the catalogue.
    public let action: String
    /// What would be changed; of a refusal the resource itself where the target is not known.
    public let target: ResourceName
    public let outcome: Outcome
    /// People are warned so long before it is done; nil: at once.
    public let afterSeconds: Int?

    /// When people will have been warned for long enough; nil: nothing has to be waited for any more.
    ///
    /// - Parameter warned: since when they are; nil: nobody was yet.
    public func due(warned: Timestamp?, now: Timestamp) -> Timestamp? {
        guard let afterSeconds else { return nil }
        let due = (warned ?? now).later(seconds: Double(afterSeconds))
        return due > now ? due : nil
    }
}
