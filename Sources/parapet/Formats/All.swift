/// The formats that findings are written in; the order is that of help texts.
enum FindingFormats {
    static let all: [any FindingFormat.Type] = [
        TableFormat.self, CSVFormat.self, JSONFormat.self, JUnitFormat.self, SARIFFormat.self,
        OCSFFormat.self, ASFFFormat.self,
    ]
}
