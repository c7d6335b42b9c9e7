import Document
import Guardrails

/// A statement of a resource policy.
struct PolicyStatement {
    let json: JSON

    static func all(in policy: JSON?) -> [PolicyStatement] {
        guard let statements = policy?["Statement"] else { return [] }
        return (statements.array ?? [statements]).map(PolicyStatement.init)
    }

    var sid: String? { json["Sid"]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    var actionText: String {
        if let actions = json["Action"] {
            return Self.texts(actions).sorted().joined(separator: ", ")
        }
        return "all but " + Self.texts(json["NotAction"]).sorted().joined(separator: ", ")
    }

    /// Allows anybody, with no condition that pins down who or from where.
    var isPublic: Bool {
        json["Effect"]?.string == "Allow" && isForAnybody && !isPinnedDown
    }

    /// Leaves it to the bucket's access points whom they let in.
    var isLeftToAccessPoints: Bool {
        json["Effect"]?.string == "Allow" && isForAnybody
            && (json["Condition"]?.object ?? Object()).contains { _, keys in
                (keys.object ?? Object()).contains {
                    $0.0.lowercased().hasPrefix("s3:dataaccesspoint")
                }
            }
    }

    private var isForAnybody: Bool {
        if json["NotPrincipal"] != nil { return true }
        guard let principal = json["Principal"] else { return false }
        return principal.string == "*" || Self.texts(principal["AWS"]).contains("*")
    }

    private var isPinnedDown: Bool {
        (json["Condition"]?.object ?? Object()).contains { name, keys in
            guard let test = Operator(name) else { return false }
            return (keys.object ?? Object()).contains { key, values in
                test.pinsDown(key.lowercased(), Self.texts(values))
            }
        }
    }

    /// A text or a list of texts.
    static func texts(_ json: JSON?) -> [String] {
        json?.array?.compactMap(\.string) ?? [json?.string].compactMap(\.self)
    }
}

extension PolicyStatement {
    /// A condition operator that only lets through requests that carry the key with such a value.
    ///
    /// Operators ending in `IfExists` and sets with `ForAllValues:` also let requests through that
    /// lack the key, so they pin nothing down. Source: S3 User Guide, "The meaning of public".
    fileprivate enum Operator {
        case text, address

        init?(_ name: String) {
            let name = name.lowercased()
            let plain = name.hasPrefix("foranyvalue:") ? String(name.dropFirst(12)) : name
            switch plain {
            case "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike":
                self = .text
            case "ipaddress": self = .address
            default: return nil
            }
        }

        private static let keys: Set<String> = [
            "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount",
            "aws:principalarn", "aws:sourcearn", "aws:sourceaccount", "aws:sourceowner",
            "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce",
            "aws:userid", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
        ]

        func pinsDown(_ key: String, _ values: [String]) -> Bool {
            guard !values.isEmpty else { return false }
            switch self {
            case .text:
                return Self.keys.contains(key)
                    && values.allSatisfy { value in
                        !value.contains("*") && !value.contains("?") && !value.contains("${")
                    }
            case .address:
                return key == "aws:sourceip" && values.allSatisfy(Self.isNarrow)
            }
        }

        /// Wider than /8 (IPv6: /32) counts as the internet.
        private static func isNarrow(_ text: String) -> Bool {
            let text = text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32")
            guard let network = Network(text) else { return false }
            return network.prefixLength >= (network.isIPv6 ? 32 : 8)
        }
    }
}
