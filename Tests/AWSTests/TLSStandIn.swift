import Foundation
import Platform
import Rehearsal
import Testing

/// OpenSSL's own server, with a certificate made for one name.
struct TLSStandIn {
    let port: Int64
    let certificate: String

    static func with(host: String, _ body: (TLSStandIn) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-tls-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, certificate) = ("\(folder.path)/key.pem", "\(folder.path)/certificate.pem")
        let made = try Program(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "1", "-subj", "/CN=test", "-addext",
                "subjectAltName=DNS:\(host)", "-keyout", key, "-out", certificate,
            ],
            environment: [:]
        )
        #expect(await made.wait() == 0, "\(made.error)")
        let server = try Program(
            "/usr/bin/openssl",
            ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"],
            environment: [:]
        )
        defer { server.kill() }
        var port: Substring = ""
        try await server.await("an address") {
            let line = server.output.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }
            port = line?.split(separator: ":").last ?? ""
            return !port.isEmpty
        }
        try await body(TLSStandIn(port: Int64(port) ?? 0, certificate: certificate))
    }
}
