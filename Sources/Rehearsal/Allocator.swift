import Foundation
import Glibc

/// The C library's allocator in this process.
public enum Allocator {
    /// How many bytes it has given out and not got back, as `malloc_info` of the GNU C library tells:
    /// what it holds, less what of that is free, and what it mapped apart.
    public static func bytes() throws -> Int {
        guard let symbol = dlsym(nil, "malloc_info") else { throw Missing(variable: "malloc_info") }
        typealias Info = @convention(c) (Int32, UnsafeMutablePointer<FILE>) -> Int32
        let info = unsafeBitCast(symbol, to: Info.self)
        var buffer: UnsafeMutablePointer<CChar>?
        var size = 0
        guard let stream = open_memstream(&buffer, &size) else {
            throw Missing(variable: "open_memstream")
        }
        _ = info(0, stream)
        fclose(stream)
        defer { free(buffer) }
        let text = buffer.map { String(cString: $0) } ?? ""
        // Behind the heaps' own figures stand those of all.
        let totals = text.components(separatedBy: "</heap>").last ?? ""
        func figure(_ start: String) throws -> Int {
            let line = totals.split(separator: "\n").first { $0.hasPrefix(start) }
            guard let text = line?.split(separator: "size=\"").last?.prefix(while: \.isNumber),
                let bytes = Int(text)
            else { throw Missing(variable: "\(start) in \(totals)") }
            return bytes
        }
        return try figure("<system type=\"current\"") - figure("<total type=\"fast\"")
            - figure("<total type=\"rest\"") + figure("<total type=\"mmap\"")
    }
}
