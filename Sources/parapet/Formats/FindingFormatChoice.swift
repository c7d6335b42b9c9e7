import ArgumentParser

/// A format as people choose it.
struct FindingFormatChoice: ExpressibleByArgument, Sendable {
    let format: any FindingFormat.Type

    static let table = FindingFormatChoice(format: TableFormat.self)

    init(format: any FindingFormat.Type) { self.format = format }

    init?(argument: String) {
        guard let format = FindingFormats.all.first(where: { $0.name == argument }) else {
            return nil
        }
        self.format = format
    }

    var defaultValueDescription: String { format.name }

    static var allValueStrings: [String] { FindingFormats.all.map { $0.name } }
}
