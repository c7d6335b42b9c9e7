import Foundation
import Rehearsal
import Testing

@testable import Platform

/// TLS against a real server: OpenSSL's own, with a certificate made for the test.
struct TLSTests {
    /// Lends the address of a server and the file with its certificate.
    private func withServer(
        subject: String,
        _ body: (_ url: String, _ certificate: String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-tls-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let key = folder.appending(path: "key.pem").path
        let certificate = folder.appending(path: "certificate.pem").path
        let made = try Program(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "1", "-subj", "/CN=test", "-addext", "subjectAltName=\(subject)",
                "-keyout", key, "-out", certificate,
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
        // It says where it listens: `ACCEPT 127.0.0.1:40001`.
        var port: Substring = ""
        try await server.await("an address") {
            let line = server.output.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }
            port = line?.split(separator: ":").last ?? ""
            return !port.isEmpty
        }
        try await body("https://127.0.0.1:\(port)/", certificate)
    }

    private func send(_ url: String, trusting file: String?) async -> Result<Int, HTTPFailure> {
        var configuration = HTTPClient.Configuration()
        configuration.caFile = file
        let client = HTTPClient(configuration: configuration)
        do throws(HTTPFailure) {
            return .success(try await client.send(HTTPRequest(url: url)).status)
        } catch {
            return .failure(error)
        }
    }

    @Test func whoIsTrustedIsSpokenTo() async throws {
        try await withServer(subject: "IP:127.0.0.1") { url, certificate in
            #expect(await send(url, trusting: certificate) == .success(200))
        }
    }

    @Test func whoIsNotTrustedIsRefused() async throws {
        try await withServer(subject: "IP:127.0.0.1") { url, _ in
            guard case .failure(.tls) = await send(url, trusting: nil) else {
                Issue.record("spoken to without trust")
                return
            }
        }
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        try await withServer(subject: "DNS:elsewhere.example") { url, certificate in
            guard case .failure(.tls) = await send(url, trusting: certificate) else {
                Issue.record("spoken to under another name")
                return
            }
        }
    }
}
