import Document
import Platform

extension Row {
    func optionalText(_ column: String) -> String? { self[column].string }

    func text(_ column: String) throws(StoreError) -> String {
        guard let text = optionalText(column) else { throw unreadable(column) }
        return text
    }

    func integer(_ column: String) throws(StoreError) -> Int64 {
        guard let number = self[column].int else { throw unreadable(column) }
        return number
    }

    func truth(_ column: String) throws(StoreError) -> Bool {
        guard let truth = self[column].bool else { throw unreadable(column) }
        return truth
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
    static func json(_ value: JSON) -> Parameter { .text(StorableText(value).text) }

    static func int(_ value: Int) -> Parameter { .int(Int64(value)) }

    static func list(_ values: [String]) -> Parameter { .textArray(values) }
}
