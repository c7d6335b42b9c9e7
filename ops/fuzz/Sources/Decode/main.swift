import Document

// One document a line in, its kind first and its bytes in base64; one answer a line out: what was
// read, as JSON, or `refused`. `ops/fuzz/differential` compares it with Python's parsers.
func tree(_ element: XMLElement) -> JSON {
    [
        "name": .string(element.name), "text": .string(element.text),
        "children": .array(element.children.map(tree)),
    ]
}

func answer(_ kind: Substring, _ bytes: [UInt8]) -> JSON? {
    switch kind {
    case "json": try? JSON.parse(bytes)
    case "xml": (try? XMLElement.parse(bytes)).map(tree)
    default: (try? CSV.parse(bytes)).map { .array($0.map { .object($0) }) }
    }
}

while let line = readLine() {
    let parts = line.split(separator: " ", maxSplits: 1)
    let bytes = parts.count == 2 ? Base64.decode(String(parts[1])) ?? [] : []
    print(answer(parts.first ?? "", bytes)?.text ?? "refused")
}
