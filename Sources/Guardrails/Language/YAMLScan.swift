import CYaml

/// What a file is refused for while it is scanned, before anything is built of it: a few lines of
/// anchors and aliases (`&a`, `*a`) may stand for billions of values, and nothing that is written by
/// hand is as large as what would take minutes.
package struct YAMLScan {
    let line: Int
    let column: Int
    let message: String
    let hint: String

    /// How much a file may hold.
    package struct Limits {
        let sizeBytes: Int
        /// Keys, values, lists and mappings.
        let nodes: Int
        /// Lists and mappings inside of each other.
        let depth: Int

        /// What people write: a configuration with every account of a big estate included.
        package static let written = Limits(sizeBytes: 4 << 20, nodes: 250_000, depth: 64)
        /// What a program prints: the resources of an account.
        package static let printed = Limits(sizeBytes: 64 << 20, nodes: 2_000_000, depth: 128)
    }

    /// The first thing that is too much; nil where there is none. What is no YAML at all is left to
    /// the parser, which says so better.
    static func refusal(of text: String, _ limits: Limits) -> YAMLScan? {
        guard text.utf8.count <= limits.sizeBytes else {
            return YAMLScan(
                line: 1,
                column: 1,
                message: "the file is larger than \(limits.sizeBytes) bytes",
                hint: "split it, or see whether it is the one that is meant"
            )
        }
        var text = text
        return text.withUTF8 { bytes in
            var events = Events(bytes)
            defer { events.close() }
            return events.refusal(limits)
        }
    }

    /// libyaml's events, one after the other.
    private struct Events {
        private let parser: UnsafeMutablePointer<yaml_parser_t>

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            parser = .allocate(capacity: 1)
            yaml_parser_initialize(parser)
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        }

        func close() {
            yaml_parser_delete(parser)
            parser.deallocate()
        }

        mutating func refusal(_ limits: Limits) -> YAMLScan? {
            var nodes = 0
            var depth = 0
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(parser, &event) == 1 else { return nil }
                defer { yaml_event_delete(&event) }
                if Self.isShared(event) {
                    return Self.refusal(
                        at: event,
                        "an anchor or an alias (& or *) is not read here",
                        "write the value out; a text that begins so goes in quotes"
                    )
                }
                switch event.type {
                case YAML_STREAM_END_EVENT: return nil
                case YAML_SCALAR_EVENT: nodes += 1
                case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
                    nodes += 1
                    depth += 1
                case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
                default: break
                }
                guard nodes <= limits.nodes else {
                    let text = "there are more than \(limits.nodes) keys and values up to here"
                    return Self.refusal(at: event, text, "split the file")
                }
                guard depth <= limits.depth else {
                    let text = "more than \(limits.depth) lists and mappings inside of each other"
                    return Self.refusal(at: event, text, "write it flatter")
                }
            }
        }

        private static func isShared(_ event: yaml_event_t) -> Bool {
            switch event.type {
            case YAML_ALIAS_EVENT: true
            case YAML_SCALAR_EVENT: event.data.scalar.anchor != nil
            case YAML_SEQUENCE_START_EVENT: event.data.sequence_start.anchor != nil
            case YAML_MAPPING_START_EVENT: event.data.mapping_start.anchor != nil
            default: false
            }
        }

        private static func refusal(
            at event: yaml_event_t,
            _ message: String,
            _ hint: String
        ) -> YAMLScan {
            YAMLScan(
                line: Int(event.start_mark.line) + 1,
                column: Int(event.start_mark.column) + 1,
                message: message,
                hint: hint
            )
        }
    }
}
