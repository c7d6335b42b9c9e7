import Foundation
import Platform
import Rehearsal
import Testing

/// A program that met a certificate which it does not trust, from its start to its end.
struct RefusedCertificateTests {
    private func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-refused-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    /// Once, in libcurl's words, with one code and one hint; and it ends as it should, which a thread
    /// that outlives OpenSSL spoils now and then.
    @Test func itIsSaidOnceAndTheProgramEnds() async throws {
        try await inFolder { folder in
            let (key, certificate) = (folder.path + "/key.pem", folder.path + "/certificate.pem")
            let made = try Program(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-days", "1", "-subj", "/CN=test", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
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
            let configuration = folder.path + "/parapet.yaml"
            try Data(
                """
                roles: { audit: ParapetAudit, external-id: parapet-x1 }
                accounts: [ { id: "111122223333", name: a } ]

                """.utf8
            ).write(to: URL(filePath: configuration))
            for _ in 0..<5 {
                let outcome = try await Program.run(
                    ["collect", "s3.bucket", "--account", "111122223333"],
                    environment: [
                        "AWS_ENDPOINT_URL": "https://127.0.0.1:\(port)", "HOME": folder.path,
                        "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
                        "PARAPET_CONFIG": configuration,
                    ]
                )
                #expect(outcome.status == 2)
                #expect(outcome.error.contains("self-signed certificate"))
                #expect(outcome.error.contains("AWS_CA_BUNDLE"))
                #expect(
                    outcome.error.split(separator: "PAR-", omittingEmptySubsequences: false).count
                        == 2
                )
                #expect(outcome.error.split(separator: "hint:").count == 2)
            }
        }
    }
}
