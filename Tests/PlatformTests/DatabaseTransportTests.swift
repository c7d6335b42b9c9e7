import Testing

@testable import Platform

/// What leaves the machine goes to a server that proves its name, unless somebody says otherwise.
@Suite struct DatabaseTransportTests {
    private func address(
        _ url: String,
        _ environment: [String: String] = [:]
    ) -> DatabaseAddress {
        DatabaseAddress(url: url) { environment[$0] }
    }

    @Test(
        arguments: [
            "postgres:///parapet", "postgres:///parapet?host=/run/postgresql",
            "host=/tmp,/run dbname=x", "postgres://localhost/parapet",
            "postgres://127.0.0.1:6432/x",
            "postgres://127.8.9.10/x", "postgres://[::1]/x", "host=@abstract dbname=x",
            "postgres://db.example/x?hostaddr=127.0.0.1", "postgres://localhost/x?sslmode=disable",
        ]
    )
    func whatStaysOnTheMachineIsLeftToLibpq(_ url: String) {
        #expect(address(url).transport == .local)
        #expect(address(url).options(home: nil).isEmpty)
    }

    @Test(
        arguments: [
            "postgres://db.example/parapet", "postgres://u:p@10.0.0.7:5432/x",
            "host=localhost,db.example dbname=x", "postgres://localhost/x?hostaddr=10.0.0.7",
            "postgres://[2001:db8::1]/x", "postgres://127.0.0.1.example/x",
            "postgres://[::1%25a]/x",
            "postgres:///x?service=main", "postgres://db.example/x?sslmode=",
        ]
    )
    func beyondItTheServerProvesItsName(_ url: String) throws {
        #expect(address(url).transport == .verified)
        let roots = "/etc/pki/tls/certs/ca-bundle.crt"
        let options = address(url).options(home: "/home/me") { $0 == roots }
        #expect(options.map(\.0) == ["sslmode", "sslrootcert"])
        #expect(options.map(\.1) == ["verify-full", roots])
    }

    @Test(arguments: ["disable", "allow", "prefer", "require", "verify-ca"])
    func lessIsObeyedAndTold(_ mode: String) {
        for (url, environment) in [
            ("postgres://db.example/x?sslmode=\(mode)", [:]),
            ("postgres://db.example/x", ["PGSSLMODE": mode]),
            ("postgres:///x", ["PGSSLMODE": mode, "PGHOST": "db.example"]),
        ] {
            let address = address(url, environment)
            #expect(address.transport == .weak(mode: mode))
            #expect(!address.options(home: nil).contains { $0.0 == "sslmode" })
        }
    }

    /// The URL's word is the last; somebody's own roots are theirs.
    @Test func whatSomebodySaysStands() {
        let both = address("postgres://db.example/x?sslmode=verify-full", ["PGSSLMODE": "disable"])
        #expect(both.transport == .verified)
        let own = "/home/me/.postgresql/root.crt"
        let atHome = address("postgres://db.example/x").options(home: "/home/me") { $0 == own }
        #expect(atHome.map(\.0) == ["sslmode"])
        for (url, environment) in [
            ("postgres://db.example/x?sslrootcert=/a.crt", [:]),
            ("postgres://db.example/x", ["PGSSLROOTCERT": "/a.crt"]),
        ] {
            #expect(address(url, environment).options(home: nil).map(\.0) == ["sslmode"])
        }
    }
}
