import Rehearsal

@testable import AWS

extension Reader {
    /// Of an account at a server that answers what the test says.
    convenience init(of server: LoopbackServer) {
        self.init(
            AccountClient(
                account: "111111111111",
                partition: .aws,
                client: Client(
                    endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])
                ),
                credentials: FixedCredentials(Credentials(accessKeyID: "A", secretAccessKey: "s"))
            )
        )
    }
}
