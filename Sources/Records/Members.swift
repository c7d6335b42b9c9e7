import Document

/// The members of a document that is being read, with their place for messages.
struct Members {
    private let kind: String
    private let path: String
    private let object: Object

    init(_ json: JSON, of kind: String, path: String = "") throws(RecordFailure) {
        guard let object = json.object else {
            throw RecordFailure(kind: kind, path: path, expectation: "an object")
        }
        self.kind = kind
        self.path = path
        self.object = object
    }

    func text(_ key: String) throws(RecordFailure) -> String {
        try required(key, "a text", \.string)
    }

    func flag(_ key: String) throws(RecordFailure) -> Bool {
        try required(key, "true or false", \.bool)
    }

    func count(_ key: String) throws(RecordFailure) -> Int {
        try Int(required(key, "a whole number", \.int))
    }

    func number(_ key: String) throws(RecordFailure) -> Double {
        try required(key, "a number", \.double)
    }

    func time(_ key: String) throws(RecordFailure) -> Timestamp {
        try required(key, "a time") { $0.string.flatMap { Timestamp($0) } }
    }

    /// One of a set of words.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        _ type: Word.Type = Word.self
    ) throws(RecordFailure) -> Word {
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return try required(key, "one of \(words)") { $0.string.flatMap { Word(rawValue: $0) } }
    }

    func object(_ key: String) throws(RecordFailure) -> Object {
        try required(key, "an object", \.object)
    }

    func members(_ key: String) throws(RecordFailure) -> Members {
        try Members(.object(object(key)), of: kind, path: name(key))
    }

    func texts(_ key: String) throws(RecordFailure) -> [String] {
        try required(key, "a list of texts") { value in
            guard let items = value.array, items.count == value.texts.count else { return nil }
            return value.texts
        }
    }

    /// A list of objects.
    func list<Item>(
        _ key: String,
        _ read: (Members) throws(RecordFailure) -> Item
    ) throws(RecordFailure) -> [Item] {
        var items: [Item] = []
        for item in try required(key, "a list", \.array) {
            items.append(try read(try Members(item, of: kind, path: name(key))))
        }
        return items
    }

    func json(_ key: String) throws(RecordFailure) -> JSON { try required(key, "there") { $0 } }

    /// Nil where it is null or missing; else as `read` has it.
    func optional<Value>(
        _ key: String,
        _ read: (Members) throws(RecordFailure) -> Value
    ) throws(RecordFailure) -> Value? {
        guard let value = object[key], !value.isNull else { return nil }
        return try read(self)
    }

    func optionalText(_ key: String) throws(RecordFailure) -> String? {
        try optional(key) { members throws(RecordFailure) in try members.text(key) }
    }

    func optionalTime(_ key: String) throws(RecordFailure) -> Timestamp? {
        try optional(key) { members throws(RecordFailure) in try members.time(key) }
    }

    private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func required<Value>(
        _ key: String,
        _ expectation: String,
        _ read: (JSON) -> Value?
    ) throws(RecordFailure) -> Value {
        guard let value = object[key].flatMap(read) else {
            throw RecordFailure(kind: kind, path: name(key), expectation: expectation)
        }
        return value
    }
}

extension JSON {
    static func count(_ number: Int) -> JSON { .int(Int64(number)) }

    static func optional(_ time: Timestamp?) -> JSON { .optional(time?.rfc3339) }
}
