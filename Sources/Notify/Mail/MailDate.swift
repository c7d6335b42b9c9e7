import Document

/// Dates as mails and HTTP headers have them (RFC 5322, section 3.3).
enum MailDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Thu, 01 Jan 2026 10:00:00 +0000`
    static func text(_ time: Timestamp) -> String {
        let civil = CivilTime(seconds: time.seconds)
        let parts = [
            civil.day, civil.secondOfDay / 3600, civil.secondOfDay / 60 % 60,
            civil.secondOfDay % 60,
        ].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(days[Int(civil.dayOfWeek)]), \(parts[0]) \(months[Int(civil.month) - 1])"
            + " \(civil.year) \(parts[1]):\(parts[2]):\(parts[3]) +0000"
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`; nil for anything else.
    static func read(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT",
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }
}
