import FoundationEssentials

extension CivilZone {
    private static let folder = "/usr/share/zoneinfo"
    /// The largest of the database's files has a few thousand bytes.
    private static let longestFileBytes = 1 << 16

    /// Reads a zone of the time zone database; UTC is always there.
    ///
    /// - Returns: nil where there is none of that name, or it cannot be read.
    public static func named(_ name: String) -> CivilZone? {
        if name == utc.name { return utc }
        guard name.isZoneName,
            let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
            data.count <= longestFileBytes
        else { return nil }
        return CivilZone(name: name, tzif: [UInt8](data))
    }

    /// Whether there is a time zone database to ask.
    public static var isDatabaseThere: Bool { FileManager.default.fileExists(atPath: folder) }
}

extension String {
    /// Names of files below the folder, and none outside.
    fileprivate var isZoneName: Bool {
        split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            part.utf8.first.map { (65...90).contains($0 & 0xDF) } == true
                && part.utf8.allSatisfy { byte in
                    (65...90).contains(byte & 0xDF) || (48...57).contains(byte)
                        || "_+-".utf8.contains(byte)
                }
        }
    }
}
