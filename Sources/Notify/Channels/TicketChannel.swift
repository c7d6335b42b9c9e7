import Document
import Guardrails
import Platform

/// Tickets of Jira, or of what speaks its REST API: one for each thread of messages. The first message
/// makes it, later ones comment on it; it is closed when none of its findings is open any more, and
/// opened again. A repeat finds what the first attempt made.
struct TicketChannel: Channel {
    static let type = "tickets"
    /// Jira's own limit of a text is 32,767.
    static let maxCharacters = 30_000

    private let tickets: Configuration.Channel.Tickets
    private let post: Post

    init?(_ configuration: Configuration.Channel, _ services: ChannelServices) {
        guard case .tickets(let tickets) = configuration.kind else { return nil }
        self.tickets = tickets
        post = Post(configuration, services)
    }

    func deliver(_ parcel: Parcel, to address: String?) async -> Delivery {
        await post.services.secrets.deliver(with: tickets.token) { token in
            let desk = TicketDesk(tickets, token: token, post)
            do throws(Stop) {
                let delivery = try await deliver(parcel, known: address, desk)
                return (delivery.shown(without: desk.secrets), false)
            } catch {
                return (error.delivery.shown(without: desk.secrets), desk.wasDenied)
            }
        }
    }

    private func deliver(
        _ parcel: Parcel,
        known: String?,
        _ desk: TicketDesk
    ) async throws(Stop) -> Delivery {
        let isOver =
            !parcel.findings.isEmpty
            && parcel.findings.allSatisfy { [.resolved, .excepted].contains($0.status) }
        guard let ticket = try await desk.find(parcel, known: known) else {
            // What is over when it is first told needs nobody's work.
            if isOver { return .delivered(reference: nil) }
            return .delivered(reference: try await desk.create(parcel))
        }
        if try await !desk.has(parcel, ticket) { try await desk.comment(parcel, on: ticket) }
        if !parcel.findings.isEmpty, isOver != ticket.isClosed {
            try await desk.move(ticket, closing: isOver)
        }
        return .delivered(reference: ticket.key)
    }
}
