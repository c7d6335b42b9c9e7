import AWS
import Document
import Records

extension FindingRecord {
    /// Eight digits: enough to name it by, while there are some thousands.
    var shortID: String { String(id.prefix(8)) }

    var partition: Partition { Partition(arn: resource.arn, region: region) }

    /// How long it is known, in the largest unit that fits: `12d`.
    func age(at now: Timestamp) -> String {
        let seconds = max(0, now.seconds - firstSeen.seconds)
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m"
        case ..<86_400: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }
}

extension FindingRecord.Framework {
    /// `cis-5.0 5.3`, and why only partly.
    var text: String { "\(framework) \(control)" + (partly.map { " (partly: \($0))" } ?? "") }
}
