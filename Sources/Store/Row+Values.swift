import Document
import Platform

extension Row {
    func optionalText(_ column: String) -> String? { self[column] }

    func text(_ column: String) throws(StoreError) -> String {
        guard let text = optionalText(column) else { throw unreadable(column) }
        return text
    }

    func integer(_ column: String) throws(StoreError) -> Int64 {
        guard let number = Int64(try text(column)) else { throw unreadable(column) }
        return number
    }

    func truth(_ column: String) throws(StoreError) -> Bool {
        switch try text(column) {
        case "t": true
        case "f": false
        default: throw unreadable(column)
        }
    }

    /// A json or jsonb column; null where the column is.
    func json(_ column: String) throws(StoreError) -> JSON {
        guard let text = optionalText(column) else { return .null }
        do {
            return try JSON.parse(text)
        } catch {
            throw unreadable(column)
        }
    }

    func unreadable(_ column: String) -> StoreError {
        StoreError(.unreadable, "the column \(column) is not what it should be")
    }
}

extension Parameter {
    static func json(_ value: JSON) -> Parameter { .text(value.text) }

    static func int(_ value: Int) -> Parameter { .int(Int64(value)) }

    static func optional(_ value: String?) -> Parameter { value.map { .text($0) } ?? .null }

    /// As the text form of `text[]`.
    static func list(_ values: [String]) -> Parameter {
        let quoted = values.map { value in
            var text = "\""
            for character in value.unicodeScalars {
                if character == "\"" || character == "\\" { text += "\\" }
                text.unicodeScalars.append(character)
            }
            return text + "\""
        }
        return .text("{" + quoted.joined(separator: ",") + "}")
    }
}

extension JSON {
    static func optional(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

    static func list(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }

    /// The texts of a list; other members are left out.
    var texts: [String] { array?.compactMap(\.string) ?? [] }
}
