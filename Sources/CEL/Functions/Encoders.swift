import Document

extension Library {
    static let encoders: [Overload] = [
        function(
            "base64.encode",
            [([.bytes], .string)],
            .unary { meter, value in
                guard case .bytes(let bytes) = value else {
                    return .noSuchOverload(value, of: "base64.encode")
                }
                if let error = meter.chargeBytes(bytes.count) { return .error(error) }
                return .value(.string(Base64.encode(bytes)))
            }
        ),
        function(
            "base64.decode",
            [([.string], .bytes)],
            .unary { meter, value in
                guard case .string(let text) = value else {
                    return .noSuchOverload(value, of: "base64.decode")
                }
                if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
                guard let bytes = Base64.decode(text) else {
                    return .failure(.invalidArgument, "not base64")
                }
                return .value(.bytes(bytes))
            }
        ),
    ].flatMap(\.self)
}
