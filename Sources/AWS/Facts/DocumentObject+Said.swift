import Document
import Guardrails

extension DocumentObject {
    /// A field that is a text.
    func text(_ name: String) -> String? {
        guard case .value(.string(let text)) = field(name) else { return nil }
        return text
    }

    /// A field, or where a document leaves it out, what AWS answered; nil for what neither has, and for
    /// null.
    func said(_ field: String?, _ member: String) -> JSON? {
        [field.flatMap { members[$0] }, members["aws"]?[member]]
            .compactMap(\.self).first { !$0.isNull }
    }
}
