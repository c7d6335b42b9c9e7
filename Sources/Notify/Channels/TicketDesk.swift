import Document
import Guardrails
import Platform

/// The calls to a ticket system, for one delivery. Source: Jira REST API version 2, "Issues", "Issue
/// search", "Issue comments".
final class TicketDesk: Sendable {
    private let tickets: Configuration.Channel.Tickets
    private let post: Post
    private let authorization: String
    /// What must not be told: the token, and the header that has it.
    let secrets: [String]
    private let denied = Lock(false)

    /// Whether the system said that it does not know the token.
    var wasDenied: Bool { denied.withLock { $0 } }

    private static let summaryCharacters = 250
    private static let comments = 100

    init(_ tickets: Configuration.Channel.Tickets, token: String, _ post: Post) {
        self.tickets = tickets
        self.post = post
        // Cloud knows a user and a token, Data Center a personal access token.
        let basic = tickets.user.map { Base64.encode(Array("\($0):\(token)".utf8)) }
        authorization = basic.map { "Basic \($0)" } ?? "Bearer \(token)"
        secrets = [token, basic].compactMap(\.self)
    }

    /// The ticket of a message's thread: the one that is known, else the one with its label.
    func find(_ parcel: Parcel, known: String?) async throws(Stop) -> Ticket? {
        let fields = "fields=status,description"
        if let known, Ticket.isKey(known) {
            let answer = try await call("GET", "issue/\(known)?\(fields)", or: [404])
            if let ticket = answer.flatMap({ Ticket($0) }) { return ticket }
        }
        let query = "project = \(tickets.project) AND labels = \(Self.label(parcel))"
        let words = query.split(separator: " ").joined(separator: "%20").split(separator: "=")
            .joined(separator: "%3D")
        let rest = "jql=\(words)&\(fields)&maxResults=1"
        // Jira Cloud has moved its search; Data Center has not.
        let found: JSON?
        if let old = try await call("GET", "search?\(rest)", or: [404, 410]) {
            found = old
        } else {
            found = try await call("GET", "search/jql?\(rest)")
        }
        return (found?["issues"]?.array?.first).flatMap { Ticket($0) }
    }

    /// - Returns: its key.
    func create(_ parcel: Parcel) async throws(Stop) -> String? {
        let answer = try await call(
            "POST",
            "issue",
            [
                "fields": [
                    "project": ["key": .string(tickets.project)],
                    "issuetype": ["name": .string(tickets.issueType)],
                    "summary": .string(parcel.subjectLine(toCharacters: Self.summaryCharacters)),
                    "description": .string(Self.body(parcel)),
                    "labels": ["parapet", .string(Self.label(parcel))],
                ]
            ]
        )
        return answer?["key"]?.string
    }

    /// Whether an attempt before left the message there.
    func has(_ parcel: Parcel, _ ticket: Ticket) async throws(Stop) -> Bool {
        let mark = Self.mark(parcel)
        if ticket.description.contains(mark) { return true }
        let path = "issue/\(ticket.key)/comment?orderBy=-created&maxResults=\(Self.comments)"
        let comments = try await call("GET", path)?["comments"]?.array ?? []
        return comments.contains { $0["body"]?.string?.contains(mark) == true }
    }

    func comment(_ parcel: Parcel, on ticket: Ticket) async throws(Stop) {
        _ = try await call(
            "POST",
            "issue/\(ticket.key)/comment",
            ["body": .string(Self.body(parcel))]
        )
    }

    /// By the first of the workflow's ways that leads there; where none does, the comment has said it.
    func move(_ ticket: Ticket, closing: Bool) async throws(Stop) {
        let ways = try await call("GET", "issue/\(ticket.key)/transitions")
        let categories = closing ? ["done"] : ["new", "indeterminate"]
        let found = categories.lazy.compactMap { category in
            ways?["transitions"]?.array?.first {
                $0["to"]?["statusCategory"]?["key"]?.string == category
            }
        }.first
        guard let id = found?["id"]?.string else { return }
        _ = try await call(
            "POST",
            "issue/\(ticket.key)/transitions",
            ["transition": ["id": .string(id)]]
        )
    }

    private static func label(_ parcel: Parcel) -> String { "parapet-\(parcel.threadHash)" }

    private static func mark(_ parcel: Parcel) -> String { "Parapet-Key: \(parcel.keyHash)" }

    /// In a block that Jira reads no markup in: names of resources are other people's texts.
    private static func body(_ parcel: Parcel) -> String {
        let text = parcel.text.cutWithCount(toCharacters: TicketChannel.maxCharacters)
        let tame = text.split(separator: "{noformat}", omittingEmptySubsequences: false)
            .joined(separator: "{ noformat}")
        return "{noformat}\n\(tame)\n{noformat}\n\(mark(parcel))"
    }

    /// One call; nil for an answer whose status is one of `others`.
    private func call(
        _ method: String,
        _ path: String,
        _ body: JSON? = nil,
        or others: Set<Int> = []
    ) async throws(Stop) -> JSON? {
        let base = tickets.url.hasSuffix("/") ? String(tickets.url.dropLast()) : tickets.url
        let response = try await post.send(
            method,
            "\(base)/rest/api/2/\(path)",
            headers: [
                ("Authorization", authorization), ("Accept", "application/json"), Post.json,
            ],
            body: body?.bytes ?? []
        )
        if others.contains(response.status) { return nil }
        if response.isDenied { denied.withLock { $0 = true } }
        guard (200..<300).contains(response.status) else {
            throw Stop(Delivery(response, without: secrets, at: post.services.clock()))
        }
        if response.body.isEmpty { return .null }
        do throws(ParseFailure) {
            return try JSON.parse(response.body)
        } catch {
            throw Stop(.later(seconds: nil, reason: "the answer is not JSON: \(error)"))
        }
    }
}
