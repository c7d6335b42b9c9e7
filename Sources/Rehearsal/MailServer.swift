import Document
import Foundation
import Platform

/// A mail server on loopback, aiosmtpd, that keeps what it takes.
public final class MailServer: Sendable {
    public enum Security: String, Sendable {
        case none, starttls, tls
    }

    /// What it says instead of taking a mail.
    public struct Conduct: Sendable {
        public var security = Security.none
        /// `user:password` that it wants to hear.
        public var login: String?
        /// To RCPT TO, and to the end of the data.
        public var recipientReply: String?
        /// Whom alone ``recipientReply`` is for; nil: everybody.
        public var refused: String?
        public var dataReply: String?

        public init() {}
    }

    public struct Mail: Sendable, Hashable {
        public let from: String
        public let to: [String]
        public let isEncrypted: Bool
        /// With its own line ends.
        public let content: String
    }

    public let port: Int
    /// The certificate of its own that it shows, which nobody else trusts.
    public let certificate: String
    private let program: Program

    private init(port: Int, certificate: String, program: Program) {
        self.port = port
        self.certificate = certificate
        self.program = program
    }

    /// Lends one and ends it afterwards, whatever happens.
    public static func with(
        _ conduct: Conduct = Conduct(),
        _ body: (MailServer) async throws -> Void
    ) async throws {
        guard let python = StandIn.python else { throw Missing(variable: "PARAPET_TEST_PYTHON") }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-mail-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let key = folder.appending(path: "key.pem").path
        let certificate = folder.appending(path: "certificate.pem").path
        let made = try Program(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "1", "-subj", "/CN=test",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ],
            environment: [:]
        )
        guard await made.wait() == 0 else { throw Missing(variable: made.error) }
        let asked: JSON = [
            "security": .string(conduct.security.rawValue), "key": .string(key),
            "certificate": .string(certificate),
            "login": conduct.login.map { .string($0) } ?? .null,
            "recipient": conduct.recipientReply.map { .string($0) } ?? .null,
            "refused": conduct.refused.map { .string($0) } ?? .null,
            "data": conduct.dataReply.map { .string($0) } ?? .null,
        ]
        let program = try Program(python, ["-c", script, asked.text], environment: [:])
        defer { program.kill() }
        try await program.await("a mail server") { program.output.contains("\n") }
        guard let port = program.output.split(separator: "\n").first.flatMap({ Int($0) }) else {
            throw Missing(variable: program.error)
        }
        try await body(MailServer(port: port, certificate: certificate, program: program))
    }

    public func mails() throws -> [Mail] {
        try program.output.split(separator: "\n").dropFirst().map { line in
            let json = try JSON.parse(String(line))
            return Mail(
                from: json["from"]?.string ?? "",
                to: json["to"]?.array?.compactMap(\.string) ?? [],
                isEncrypted: json["tls"]?.bool == true,
                content: json["content"]?.string ?? ""
            )
        }
    }

    private static let script = """
        import asyncio, json, ssl, sys
        from aiosmtpd.smtp import SMTP, AuthResult

        asked = json.loads(sys.argv[1])
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(asked["certificate"], asked["key"])

        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if asked["recipient"] and asked["refused"] in (None, address):
                    return asked["recipient"]
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                if asked["data"]:
                    return asked["data"]
                print(json.dumps({
                    "from": envelope.mail_from, "to": envelope.rcpt_tos,
                    "tls": session.ssl is not None or asked["security"] == "tls",
                    "content": envelope.content.decode(),
                }), flush=True)
                return "250 2.0.0 taken as 7"

        def check(server, session, envelope, mechanism, data):
            given = f"{data.login.decode()}:{data.password.decode()}"
            return AuthResult(success=given == asked["login"], handled=False)

        def make():
            starttls = asked["security"] == "starttls"
            return SMTP(
                Handler(), hostname="mail.test", tls_context=context if starttls else None,
                require_starttls=starttls, auth_required=bool(asked["login"]),
                auth_require_tls=False, authenticator=check,
            )

        async def main():
            tls = context if asked["security"] == "tls" else None
            server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=tls)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()

        asyncio.run(main())
        """
}
