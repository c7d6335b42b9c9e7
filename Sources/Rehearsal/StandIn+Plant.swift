import Foundation

extension StandIn {
    /// Changes what is in it, as its accounts' own people would: runs Python in which
    /// `client(service, account, region)` answers a boto3 client, of the caller's account where none
    /// is named, and `json` is imported. It asks as anybody does: the log of calls has it too.
    ///
    /// - Parameter beyondLimits: whether it may plant what AWS would refuse, such as policies that are
    ///   too large; nothing else may ask meanwhile.
    /// - Returns: what it printed.
    @discardableResult
    public func plant(_ script: String, beyondLimits: Bool) async throws -> String {
        guard beyondLimits else { return try await plant(script) }
        _ = try await control("PUT", "planting", body: Array(#"{"on": true}"#.utf8))
        let printed = try await plant(script)
        _ = try await control("PUT", "planting", body: Array(#"{"on": false}"#.utf8))
        return printed
    }

    /// As AWS would let anybody; see ``plant(_:beyondLimits:)``.
    @discardableResult
    public func plant(_ script: String) async throws -> String {
        guard let python = Self.python else { throw Missing(variable: "PARAPET_TEST_PYTHON") }
        let program = try Program(
            python,
            ["-c", Self.preamble + script],
            environment: environment
        )
        guard await program.wait() == 0 else { throw Missing(variable: program.error) }
        return program.output
    }

    private static let preamble = """
        import json, os
        import boto3
        from botocore.config import Config

        def client(service, account=None, region="us-east-1"):
            keys = {}
            if account:
                sts = boto3.client("sts", region_name=region, endpoint_url=os.environ["AWS_ENDPOINT_URL"])
                found = sts.assume_role(
                    RoleArn=f"arn:aws:iam::{account}:role/ParapetAudit",
                    RoleSessionName="parapet",
                    ExternalId="parapet-demo",
                )["Credentials"]
                keys = {
                    "aws_access_key_id": found["AccessKeyId"],
                    "aws_secret_access_key": found["SecretAccessKey"],
                    "aws_session_token": found["SessionToken"],
                }
            return boto3.client(
                service,
                region_name=region,
                endpoint_url=os.environ["AWS_ENDPOINT_URL"],
                config=Config(
                    inject_host_prefix=False, s3={"addressing_style": "path"},
                    parameter_validation=False,
                ),
                **keys,
            )


        """
}
