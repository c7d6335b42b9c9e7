import Testing

@testable import Guardrails

/// `providers:` of parapet.yaml.
struct ProviderKeysTests {
    private func read(_ providers: String) throws(Problems) -> Configuration {
        try Configuration(
            yaml: "organization: {}\nroles: { external-id: 3f0c2d9a41b7 }\nproviders: \(providers)",
            file: "p.yaml"
        )
    }

    private func problems(_ providers: String) -> [String] {
        do throws(Problems) {
            _ = try read(providers)
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test func aProviderIsNamedWithWhereItsKeyIs() throws {
        let text = """
            { imperva: { id: { env: A }, key: { file: /run/k }, url: "https://api.example.com/",
                account: "4711" } }
            """
        let found = try #require(try read(text).providers.imperva)
        #expect(found.id == .env("A") && found.key == .file("/run/k"))
        #expect(found.url == "https://api.example.com" && found.account == "4711")
        let plain = try read("{ imperva: { id: { env: A }, key: { env: B } } }").providers.imperva
        #expect(plain?.url == Configuration.Imperva.standardURL && plain?.account == nil)
        #expect(try read("{}").providers.imperva == nil)
    }

    @Test(arguments: [
        // A literal secret, and never said again.
        ("{ imperva: { id: \"4711\", key: { env: B } } }", "p.yaml:3:29: PAR-CFG-05"),
        ("{ imperva: { id: { env: A }, key: hush-hush } }", "p.yaml:3:46: PAR-CFG-05"),
        ("{ imperva: { id: { env: A } } }", "p.yaml:3:23: PAR-CFG-04"),
        ("{ impreva: { id: { env: A }, key: { env: B } } }", "p.yaml:3:14: PAR-CFG-02"),
        ("{ imperva: { id: { env: A }, key: { env: B }, urn: x } }", "p.yaml:3:58: PAR-CFG-02"),
        (
            "{ imperva: { id: { env: A }, key: { env: B }, url: \"http://a.example\" } }",
            "p.yaml:3:63: PAR-CFG-05"
        ),
        (
            "{ imperva: { id: { env: A }, key: { env: B }, url: \"https://a.example/api\" } }",
            "p.yaml:3:63: PAR-CFG-05"
        ),
        (
            "{ imperva: { id: { env: A }, key: { env: B }, account: mine } }",
            "p.yaml:3:67: PAR-CFG-05"
        ),
    ])
    func whatIsWrongIsSaidWithItsPlace(text: String, start: String) {
        let found = problems(text)
        #expect(found.count == 1 && found.first?.hasPrefix(start) == true, "\(found)")
        #expect(!found.joined().contains("hush-hush") && !found.joined().contains("4711"))
    }
}
