import CEL

/// What conditions see as `estate`. It names every account there is: made once, for all that is
/// judged with it.
public struct EstateValue: Sendable {
    let value: Value

    public init(_ estate: Estate) {
        let texts = { (texts: [String]) in Value.list(texts.map { .string($0) }) }
        let networks = FieldsObject("networks", ["known": texts(estate.knownNetworks)])
        let object = FieldsObject(
            "estate",
            [
                "networks": .object(networks), "partners": texts(estate.partners),
                "accounts": texts(estate.accounts.map(\.id) + estate.excluded),
            ]
        )
        value = .object(object)
    }
}
