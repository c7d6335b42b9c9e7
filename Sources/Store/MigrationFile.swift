import Glibc

/// One numbered file of the `sql` folder, such as `0001_queue.sql`.
public struct MigrationFile: Sendable, Hashable {
    public let version: Int
    public let name: String
    public let text: String

    public init(version: Int, name: String, text: String) {
        self.version = version
        self.name = name
        self.text = text
    }

    /// All numbered files of a folder in order. Their numbers must run from 1 without a gap.
    public static func read(folder: String) throws(StoreError) -> [MigrationFile] {
        guard let directory = opendir(folder) else {
            throw StoreError(.noMigrations, "the folder \(folder) cannot be read")
        }
        defer { closedir(directory) }
        var files: [MigrationFile] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasSuffix(".sql"), let version = Int(name.prefix { $0 != "_" }) else {
                continue
            }
            let text = try read(file: folder + "/" + name)
            files.append(MigrationFile(version: version, name: name, text: text))
        }
        files.sort { $0.version < $1.version }
        guard !files.isEmpty, files.map(\.version) == Array(1...files.count) else {
            throw StoreError(.noMigrations, "the files in \(folder) are not numbered from 1 on")
        }
        return files
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
