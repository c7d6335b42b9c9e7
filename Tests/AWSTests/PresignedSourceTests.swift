import Document
import Rehearsal
import Testing

@testable import AWS

/// The address by which EC2 reads the snapshot that it copies, held to botocore's signer.
@Suite(.enabled(if: StandIn.python != nil))
struct PresignedSourceTests {
    private static let script = """
        import datetime, botocore.auth, botocore.awsrequest, botocore.credentials
        now = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        botocore.auth.get_current_datetime = lambda *_, **__: now
        keys = botocore.credentials.Credentials("AKIDEXAMPLE", "secret", "a/token+of=some")
        signer = botocore.auth.SigV4QueryAuth(keys, "ec2", "eu-central-1", expires=3600)
        request = botocore.awsrequest.AWSRequest(
            "GET", "https://ec2.eu-central-1.amazonaws.com/", params={
                "Action": "CopySnapshot", "Version": "2016-11-15", "SourceRegion": "eu-central-1",
                "SourceSnapshotId": "snap-1", "DestinationRegion": "eu-west-1"})
        signer.add_auth(request)
        print(request.url.rpartition("=")[2])
        """

    @Test func isSignedAsBotocoreSignsIt() async throws {
        let oracle = try Program(
            try #require(StandIn.python),
            ["-c", Self.script],
            environment: [:]
        )
        #expect(await oracle.wait() == 0, "\(oracle.error)")
        let model = try #require(ServiceModel.named("ec2"))
        let call = Client.Call(
            model: model,
            operation: try #require(model.operations["CopySnapshot"]),
            region: "eu-west-1",
            parameters: ["SourceRegion": "eu-central-1", "SourceSnapshotId": "snap-1"],
            account: "222222222222",
            credentials: nil,
            isRepeatable: false
        )
        let source = PresignedSource(
            signer: Signer(),
            endpoints: Endpoints(),
            credentials: Credentials(
                accessKeyID: "AKIDEXAMPLE",
                secretAccessKey: "secret",
                sessionToken: "a/token+of=some"
            ),
            now: try #require(Timestamp("2026-01-02T03:04:05Z"))
        )
        let url = try #require(source.url(call))
        #expect(PresignedSource.isNeeded(call))
        #expect(url.hasPrefix("https://ec2.eu-central-1.amazonaws.com/?Action=CopySnapshot&"))
        let signature = url.split(separator: "=").last.map(String.init)
        #expect(signature == oracle.output.split(separator: "\n").first.map(String.init))
    }
}
