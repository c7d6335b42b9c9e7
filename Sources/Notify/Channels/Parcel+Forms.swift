import Document
import Platform

/// The forms that receivers take, within what they take.
extension Parcel {
    /// What names the thing that the message is about, for receivers that take no free text.
    var threadHash: String { String(SHA256.hexDigest(Array(thread.utf8)).prefix(32)) }

    var keyHash: String { String(SHA256.hexDigest(Array(key.utf8)).prefix(32)) }

    /// The key, as a header may have it.
    var headerKey: String {
        let isPlain = key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isPlain && (1...200).contains(key.utf8.count) ? key : keyHash
    }

    /// The document; where it is larger than that, what it says as a text, and how many bytes were
    /// left out.
    func json(atMostBytes limit: Int) -> JSON {
        let count = json.bytes.count
        guard count > limit else { return json }
        // A character may have eight bytes of JSON and more; few have.
        var characters = limit / 4
        while true {
            let short: JSON = [
                "key": .string(key), "thread": .string(thread),
                "subject": .string(subject.cutWithCount(toCharacters: min(200, characters))),
                "severity": .optional(severity?.rawValue),
                "text": .string(text.cutWithCount(toCharacters: characters)),
                "left_out_bytes": .int(Int64(count)),
            ]
            if short.bytes.count <= limit || characters == 0 { return short }
            characters /= 2
        }
    }

    /// Without line breaks and other characters that steer, and no longer than that.
    func subjectLine(toCharacters limit: Int) -> String {
        let scalars = subject.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: " "
            default: scalar
            }
        }
        var line = ""
        line.unicodeScalars.append(contentsOf: scalars)
        return line.cutWithCount(toCharacters: limit)
    }
}
