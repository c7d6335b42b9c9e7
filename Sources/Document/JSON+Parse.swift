extension JSON {
    /// Reads exactly one JSON document (RFC 8259), members in the order they are written.
    ///
    /// Refused, with the place: what is not JSON, anything after the document, bytes that are not
    /// UTF-8, lone surrogates, integers beyond Int64 and numbers beyond a double, the same name
    /// twice in an object, and more than the limits.
    public static func parse(
        _ bytes: [UInt8],
        limits: ParseLimits = .standard
    ) throws(ParseFailure) -> JSON {
        guard bytes.count <= limits.sizeBytes else {
            throw ParseFailure(
                "the document is larger than \(limits.sizeBytes) bytes",
                at: 0,
                in: bytes
            )
        }
        if let value = try TapeReader.read(bytes, limits) { return value }
        // Slow and exact, only for what was refused: it finds the place.
        var inspector = JSONInspector(bytes: bytes, depthLimit: limits.depth)
        throw inspector.failure()
    }

    /// Reads exactly one JSON document; see the version for bytes.
    public static func parse(
        _ text: String,
        limits: ParseLimits = .standard
    ) throws(ParseFailure) -> JSON {
        try parse(Array(text.utf8), limits: limits)
    }
}
