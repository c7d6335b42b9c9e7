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
        let made = try await TestCertificate(naming: subject, in: folder.path, as: "server")
        let (key, certificate) = (made.key, made.certificate)
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

    private func send(
        _ url: String,
        trusting trust: TrustStore = .ofSystem
    ) async -> Result<Int, HTTPFailure> {
        var configuration = HTTPClient.Configuration()
        configuration.trust = trust
        let client = HTTPClient(configuration: configuration)
        do throws(HTTPFailure) {
            return .success(try await client.send(HTTPRequest(url: url)).status)
        } catch {
            return .failure(error)
        }
    }

    @Test(arguments: ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
    func whoIsTrustedIsSpokenTo(variable: String) async throws {
        try await withServer(subject: "IP:127.0.0.1") { url, certificate in
            let trust = TrustStore(
                environment: [variable: certificate],
                ["AWS_CA_BUNDLE", "SSL_CERT_FILE"]
            )
            #expect(await send(url, trusting: trust) == .success(200))
        }
    }

    @Test func aFolderOfRootsIsTrusted() async throws {
        try await withServer(subject: "IP:127.0.0.1") { url, certificate in
            let folder = URL(filePath: certificate).deletingLastPathComponent().path
            let rehash = try Program("/usr/bin/openssl", ["rehash", folder], environment: [:])
            // It also says that a key is no certificate.
            _ = await rehash.wait()
            let trust = TrustStore(path: folder)
            #expect(trust == .folder(folder))
            #expect(await send(url, trusting: trust) == .success(200))
        }
    }

    /// In libcurl's own words, which say what to look for.
    @Test func whoIsNotTrustedIsRefused() async throws {
        try await withServer(subject: "IP:127.0.0.1") { url, _ in
            guard case .failure(.tls(let words)) = await send(url) else {
                Issue.record("spoken to without trust")
                return
            }
            #expect(words.contains("certificate") && words.contains("self"))
        }
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        try await withServer(subject: "DNS:elsewhere.example") { url, certificate in
            guard case .failure(.tls(let words)) = await send(url, trusting: .file(certificate))
            else {
                Issue.record("spoken to under another name")
                return
            }
            #expect(words.contains("127.0.0.1"))
        }
    }

    @Test func rootsThatCannotBeReadTrustNobody() async throws {
        try await withServer(subject: "IP:127.0.0.1") { url, _ in
            let trust = TrustStore(environment: ["SSL_CERT_FILE": "/none.pem"], ["SSL_CERT_FILE"])
            guard case .failure(.tls(let words)) = await send(url, trusting: trust) else {
                Issue.record("spoken to without trust")
                return
            }
            #expect(words.contains("/none.pem"))
        }
    }

    @Test func theFirstVariableThatIsSetNamesTheRoots() {
        let names = ["AWS_CA_BUNDLE", "SSL_CERT_FILE"]
        let found = { (environment: [String: String]) in
            TrustStore(environment: environment, names)
        }
        #expect(found(["AWS_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b"]) == .file("/a"))
        #expect(found(["AWS_CA_BUNDLE": "", "SSL_CERT_FILE": "/b"]) == .file("/b"))
        #expect(found([:]) == .ofSystem)
    }

    /// Each distribution has its own.
    @Test(arguments: TrustStore.systemFiles) func theSystemsRootsAreFound(file: String) {
        #expect(TrustStore.first(of: TrustStore.systemFiles) { $0 == file } == .file(file))
    }

    /// A thread that still speaks when OpenSSL takes itself down would crash the process.
    @Test func aTransferThreadIsJoined() async throws {
        let server = LoopbackServer { _ in [.hang] }
        defer { server.stop() }
        let made = TransferThread(maxInFlight: 1, trust: .ofSystem)
        let under = Task { () -> HTTPFailure? in
            do throws(HTTPFailure) {
                _ = try await made.perform(
                    Transfer(HTTPRequest(url: server.url), isPlain: true)
                )
                return nil
            } catch {
                return error
            }
        }
        try await eventually { server.connections == 1 }
        #expect(TransferThreads.isRunning(made))
        TransferThreads.end([made])
        #expect(!TransferThreads.isRunning(made))
        #expect(await under.value == .cancelled)
    }
}
