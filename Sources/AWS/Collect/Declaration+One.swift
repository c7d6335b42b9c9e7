import Document
import Guardrails

extension Declaration {
    /// How one resource is read by its id: by the listing's call with a parameter that narrows it, by
    /// a call of its own, or not at all.
    enum One: Sendable {
        /// The listing's call, or another with the same answer, with parameters that take the id or
        /// parts of it. More than the one may come back; the rest is left aside, and no page is read
        /// beyond it.
        case narrowed(by: String? = nil, [String: Part])
        /// A call that answers with the one.
        case call(Call)
        /// All are listed, because of this.
        case listing(String)

        static func narrowed(_ parameter: String) -> One { .narrowed([parameter: .id]) }

        /// - Parameters:
        ///   - item: where in the answer the item is. What the listing does not tell is left out.
        ///   - renamed: members of the listing's item that the answer has elsewhere, each with its
        ///     path.
        ///   - without: members that only this call tells.
        static func call(
            _ operation: String,
            _ parameters: [String: Part],
            item: String,
            renamed: [String: String] = [:],
            without: Set<String> = []
        ) -> One {
            .call(
                Call(
                    operation: operation,
                    parameters: parameters,
                    constants: [:],
                    item: .at(
                        DocumentPath(item),
                        renamed: renamed.mapValues { DocumentPath($0) },
                        without: without
                    )
                )
            )
        }

        /// A call that only tells that there is one, for a listing that gives nothing but ids.
        static func known(
            by operation: String,
            _ parameters: [String: Part],
            constants: Object = [:]
        ) -> One {
            .call(
                Call(
                    operation: operation,
                    parameters: parameters,
                    constants: constants,
                    item: .id
                )
            )
        }
    }

    /// What of an id a parameter takes.
    enum Part: Sendable {
        case id, beforeFirstSlash, beforeLastSlash, afterLastSlash

        func text(of id: String) -> String {
            switch self {
            case .id: id
            case .beforeFirstSlash: String(id.prefix { $0 != "/" })
            case .beforeLastSlash: id.lastIndex(of: "/").map { String(id[..<$0]) } ?? id
            case .afterLastSlash:
                id.lastIndex(of: "/").map { String(id[id.index(after: $0)...]) } ?? id
            }
        }
    }

    /// A call that reads one resource.
    struct Call: Sendable {
        enum Item: Sendable {
            case at(DocumentPath, renamed: [String: DocumentPath], without: Set<String>)
            case id
        }

        let operation: String
        let parameters: [String: Part]
        let constants: Object
        let item: Item
    }

    /// For the catalogue; nil where nobody said.
    var byID: ResourceType.ByID? {
        if isSingle { return .single }
        switch one {
        case nil: return nil
        case .listing(let reason): return .listing(reason)
        case .narrowed(let other, _):
            let operation = other ?? operation
            return .calls([operation], permissions: [Permission.action(service, operation)])
        case .call(let call):
            return .calls(
                [call.operation],
                permissions: [Permission.action(service, call.operation)]
            )
        }
    }
}
