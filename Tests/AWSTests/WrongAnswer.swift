import Document

@testable import AWS

/// What comes with status 200 and is no answer, or not all of one.
enum WrongAnswer: CaseIterable {
    case loginPage, unlabelledPage, labelledAsPage, labelledAsText
    case otherOperation, nothingInIt, noBody, emptyObject, nulls, texts
    case refusal, errorInside
    case itemWithoutID, unreadableItem, secondSet, truncated

    struct Reply {
        let body: String
        let type: String?
        /// With the number that AWS gives an answer.
        var isNumbered = true
    }

    /// What a service that leaves empty things out may say too, when it numbers its answer.
    var saysNothing: Bool {
        switch self {
        case .otherOperation, .nothingInIt, .emptyObject, .nulls: true
        default: false
        }
    }

    /// What costs all of an answer, to whatever it was asked.
    var isWhole: Bool {
        switch self {
        case .loginPage, .unlabelledPage, .labelledAsPage, .noBody, .refusal, .truncated: true
        case .otherOperation, .nothingInIt, .emptyObject: true
        default: false
        }
    }

    /// What costs items and leaves the others.
    var isPartial: Bool {
        switch self {
        case .itemWithoutID, .unreadableItem, .secondSet: true
        default: false
        }
    }

    /// Nil where the kind has no meaning for such an answer.
    func reply(_ right: MadeUpAnswer) -> Reply? {
        let type =
            switch right.model.wireProtocol {
            case .ec2, .query: "text/xml;charset=UTF-8"
            case .restXML: "application/xml"
            case .json: "application/x-amz-json-\(right.model.jsonVersion)"
            case .restJSON: "application/json"
            }
        let page = "<html><body><form>Log in</form></body></html>"
        switch self {
        case .loginPage:
            return Reply(body: page, type: "text/html; charset=utf-8", isNumbered: false)
        case .unlabelledPage: return Reply(body: page, type: nil, isNumbered: false)
        case .labelledAsPage: return Reply(body: right.body(), type: "text/html")
        case .labelledAsText: return Reply(body: right.body(), type: "text/plain")
        case .otherOperation: return Reply(body: right.body(.root), type: type)
        case .noBody: return Reply(body: "", type: type)
        case .emptyObject: return Reply(body: "{}", type: type)
        case .refusal: return Reply(body: right.refusal, type: type)
        case .errorInside: return Reply(body: right.body(.error), type: type)
        case .truncated: return Reply(body: String(right.body().dropLast(8)), type: type)
        case .secondSet:
            guard right.isXML, !right.lists.isEmpty else { return nil }
            return Reply(body: right.body(.twice), type: type)
        case .nothingInIt, .nulls, .texts, .itemWithoutID, .unreadableItem:
            return changed(right).map { Reply(body: $0.body(), type: type) }
        }
    }

    private func changed(_ right: MadeUpAnswer) -> MadeUpAnswer? {
        var wrong = right
        // In XML a text cannot be told from the word null, and any text is a text.
        let names = self == .texts || right.isXML ? right.containers : right.document.keys
        switch self {
        case .nothingInIt: wrong.document = [:]
        case .nulls: for name in names { wrong.document[name] = .null }
        case .texts: for name in names { wrong.document[name] = "Log in" }
        default:
            wrong.document = spoiled(right.document)
            if wrong.document == right.document { return nil }
        }
        let isSame = names.isEmpty && self != .nothingInIt && right.lists.isEmpty
        return isSame ? nil : wrong
    }

    /// With one more item in each list: of an answer without lists of its own, in those of its
    /// structures.
    private func spoiled(_ document: Object) -> Object {
        var spoiled = document
        let lists = document.keys.filter { document[$0]?.array != nil }
        for name in lists {
            let items = document[name]?.array ?? []
            let isText = items.first?.string != nil
            let odd: JSON =
                self == .itemWithoutID ? (isText ? "" : [:]) : (isText ? ["a": 1] : "Log in")
            spoiled[name] = .array(items + [odd])
        }
        guard lists.isEmpty else { return spoiled }
        for name in document.keys {
            if let inner = document[name]?.object { spoiled[name] = .object(self.spoiled(inner)) }
        }
        return spoiled
    }
}
