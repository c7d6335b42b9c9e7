import Glibc
import Platform

/// The folder `sql`: numbered tables, and the code over them.
public struct SchemaFiles: Sendable, Hashable {
    /// One file of the folder `tables`, such as `0001_tables.sql`.
    public struct Table: Sendable, Hashable {
        public let version: Int
        public let name: String
        public let text: String

        /// SHA-256 in hexadecimal.
        public var digest: String { SHA256.hexDigest(text.utf8) }
    }

    /// One file below the folder `code`.
    public struct Code: Sendable, Hashable {
        /// From `code` on, such as `functions/claiming.sql`.
        public let name: String
        public let text: String
    }

    /// In order; their numbers run from 1 without a gap.
    public let tables: [Table]
    /// In the order of their names, which is the order they are applied in.
    public let code: [Code]

    public init(tables: [Table], code: [Code]) {
        self.tables = tables
        self.code = code
    }

    public init(folder: String) throws(StoreError) {
        var tables: [Table] = []
        for name in try Self.names(in: folder + "/tables") {
            guard let version = Int(name.prefix { $0 != "_" }) else {
                throw StoreError(.noMigrations, "\(folder)/tables/\(name) has no number")
            }
            let text = try Self.read(file: "\(folder)/tables/\(name)")
            tables.append(Table(version: version, name: name, text: text))
        }
        guard !tables.isEmpty, tables.map(\.version) == Array(1...tables.count) else {
            throw StoreError(
                .noMigrations,
                "the files in \(folder)/tables are not numbered from 1 on"
            )
        }
        var code: [Code] = []
        for part in try Self.names(in: folder + "/code", suffix: "") {
            for name in try Self.names(in: "\(folder)/code/\(part)") {
                let text = try Self.read(file: "\(folder)/code/\(part)/\(name)")
                code.append(Code(name: "\(part)/\(name)", text: text))
            }
        }
        guard !code.isEmpty else {
            throw StoreError(.noMigrations, "there is nothing in \(folder)/code")
        }
        self.init(tables: tables, code: code)
    }

    /// The schema that these files make.
    public var version: Int { tables.count }

    /// SHA-256 of all code with its names, in hexadecimal.
    public var codeDigest: String {
        let parts = code.map { "\($0.name)\u{1f}\($0.text)" }
        return SHA256.hexDigest(parts.joined(separator: "\u{1e}").utf8)
    }

    private static func names(
        in folder: String,
        suffix: String = ".sql"
    ) throws(StoreError) -> [String] {
        guard let directory = opendir(folder) else {
            throw StoreError(.noMigrations, "the folder \(folder) cannot be read")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), name.hasSuffix(suffix) { names.append(name) }
        }
        return names.sorted()
    }

    private static func read(file: String) throws(StoreError) -> String {
        guard let stream = fopen(file, "r") else {
            throw StoreError(.noMigrations, "\(file) cannot be read")
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        guard ferror(stream) == 0, let text = String(validating: bytes, as: UTF8.self) else {
            throw StoreError(.noMigrations, "\(file) cannot be read as UTF-8")
        }
        return text
    }
}
