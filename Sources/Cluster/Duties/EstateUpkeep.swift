import Document
import Store

/// When the organization and the tags of its accounts are read again. A function of values; all its
/// times are the database's.
struct EstateUpkeep: Sendable {
    let reading: Estates.Reading
    /// When somebody last asked for a sweep that is to know everything anew.
    let refresh: Timestamp?
    /// When somebody last asked for a sweep that has not begun: it may wait for what is not known.
    let waiting: Timestamp?
    /// Since when something waits that an event told of an account.
    var news: Timestamp? = nil
    let everySeconds: Int
    let needsTags: Bool

    /// Tags change seldom, and cost a call for each account.
    private static let tagSeconds: Int64 = 6 * 3600
    private static let tagRetrySeconds: Int64 = 600
    /// Accounts that come one by one are not worth a reading each.
    private static let newsSeconds: Int64 = 5
    /// After a reading that failed.
    private static let retrySeconds: Int64 = 30

    var readsOrganization: Bool {
        guard let began = reading.began, let ended = reading.ended else { return true }
        // One that was under way when somebody asked does not count.
        if let refresh, isOlder(reading.complete, than: refresh), began < refresh { return true }
        if let news, isOlder(reading.complete, than: news), began < news,
            isOver(Self.newsSeconds, since: ended)
        {
            return true
        }
        if reading.complete == nil, let waiting, began < waiting { return true }
        return isOver(reading.error == nil ? Int64(everySeconds) : Self.retrySeconds, since: ended)
    }

    /// Tags that were read before then are read again.
    var tagsBefore: Timestamp {
        let now = reading.asked
        let regular = Timestamp(seconds: now.seconds - Self.tagSeconds) ?? now
        guard let refresh else { return regular }
        return max(regular, refresh)
    }

    /// Where they were refused before then they are asked for again: some time went by, or somebody
    /// waits.
    var tagsRetry: Timestamp {
        let now = reading.asked
        let regular = Timestamp(seconds: now.seconds - Self.tagRetrySeconds) ?? now
        guard let waiting else { return regular }
        return max(regular, waiting)
    }

    private func isOver(_ seconds: Int64, since time: Timestamp) -> Bool {
        reading.asked.seconds - time.seconds >= seconds
    }

    private func isOlder(_ time: Timestamp?, than other: Timestamp) -> Bool {
        time.map { $0 < other } ?? true
    }
}
