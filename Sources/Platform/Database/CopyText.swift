/// Rows in the text format of COPY.
enum CopyText {
    static func append(_ row: [Parameter], to chunk: inout [UInt8]) {
        for (index, value) in row.enumerated() {
            if index > 0 { chunk.append(UInt8(ascii: "\t")) }
            guard let text = value.encoded else {
                chunk += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
                continue
            }
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "\\"): chunk += [byte, byte]
                case UInt8(ascii: "\n"): chunk += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
                case UInt8(ascii: "\r"): chunk += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
                case UInt8(ascii: "\t"): chunk += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
                default: chunk.append(byte)
                }
            }
        }
        chunk.append(UInt8(ascii: "\n"))
    }
}
