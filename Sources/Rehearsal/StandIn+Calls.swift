import Document
import Glibc

extension StandIn {
    /// Which calls are meant. What is nil is any; texts match with `*`.
    public struct Calls: Sendable {
        public var service: String?
        public var operation: String?
        public var account: String?
        /// Of the caller, where it is a role's session: the role's name, and the session's.
        public var role: String?
        public var session: String?
        public var areWrites: Bool

        public init(
            service: String? = nil,
            operation: String? = nil,
            account: String? = nil,
            role: String? = nil,
            session: String? = nil,
            areWrites: Bool = false
        ) {
            self.service = service
            self.operation = operation
            self.account = account
            self.role = role
            self.session = session
            self.areWrites = areWrites
        }

        public static let all = Calls()
        public static let writes = Calls(areWrites: true)
    }

    /// A call as the stand-in took it.
    public struct Call: Sendable, Hashable {
        /// Its place among all, from 1.
        public let number: Int
        public let account: String
        public let region: String
        public let service: String
        public let operation: String
        public let role: String
        public let session: String
        public let isWrite: Bool
        /// What was asked: of EC2's and the query services the form's fields, else the body; of S3
        /// `path`, `query` and `body`. A write's are whole.
        public let parameters: JSON
        /// What was answered, or would have been had the connection lasted.
        public let status: Int
        /// The fault that struck it.
        public let fault: String?

        /// Whether it changed what it asks to change, whatever the caller heard.
        public var tookEffect: Bool { isWrite && (200..<300).contains(status) }
    }

    /// The log of calls, in their order.
    public func calls(_ wanted: Calls = .all) async throws -> [Call] {
        let log = try await control("GET", "calls").array ?? []
        return log.map(Call.init).filter { wanted.match($0) }
    }

    /// From now on a write is seen by a read only when that was asked so many times; 0: at once. A read
    /// that was not asked before the write sees it at once, too.
    public func showWrites(afterReads reads: Int) async throws {
        let body: JSON = ["reads": .int(Int64(reads))]
        _ = try await control("PUT", "visibility", body: Array(body.text.utf8))
    }
}

extension StandIn.Calls {
    fileprivate func match(_ call: StandIn.Call) -> Bool {
        let texts = [
            (service, call.service), (operation, call.operation), (account, call.account),
            (role, call.role), (session, call.session),
        ]
        return (call.isWrite || !areWrites)
            && texts.allSatisfy { pattern, text in pattern.map { Self.glob($0, text) } ?? true }
    }

    private static func glob(_ pattern: String, _ text: String) -> Bool {
        fnmatch(pattern, text, 0) == 0
    }

    /// As a rule of the stand-in has them.
    var rule: Object {
        var rule: Object = ["writes": .bool(areWrites)]
        for (name, text) in [
            ("service", service), ("operation", operation), ("account", account), ("role", role),
            ("session", session),
        ] {
            rule[name] = text.map { .string($0) }
        }
        return rule
    }
}

extension StandIn.Call {
    fileprivate init(_ entry: JSON) {
        let text = entry["parameters"]?.string ?? ""
        number = Int(entry["number"]?.int ?? 0)
        account = entry["account"]?.string ?? ""
        region = entry["region"]?.string ?? ""
        service = entry["service"]?.string ?? ""
        operation = entry["operation"]?.string ?? ""
        role = entry["role"]?.string ?? ""
        session = entry["session"]?.string ?? ""
        isWrite = entry["write"]?.bool == true
        parameters = (try? JSON.parse(text)) ?? .string(text)
        status = Int(entry["status"]?.int ?? 0)
        fault = entry["rule"]?.string
    }
}
