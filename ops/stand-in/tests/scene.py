"""One stand-in for all tests, with signatures checked, and clients that talk to it."""

import atexit
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

SERVE = pathlib.Path(__file__).resolve().parent.parent / "serve.py"
MANAGEMENT, SHOP_PROD, PAY_DEV = "100000000001", "200000000013", "200000000021"
DATA_PROD, REFUSED, CLOSED = "200000000033", "300000000001", "300000000009"


class Scene:
    def __init__(self) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stand-in-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        arguments = ["--estate", "small", "--verify-signatures", "--with-parent"]
        process = subprocess.Popen([sys.executable, SERVE, "--state", self.folder, *arguments])
        atexit.register(process.kill)
        ready = self.folder / "stand-in.env"
        for _ in range(600):
            if ready.exists() or process.poll() is not None:
                break
            time.sleep(0.05)
        lines = ready.read_text().splitlines()
        self.environment = dict(line.split("=", 1) for line in lines)
        self.url = self.environment["AWS_ENDPOINT_URL"]
        self.expected = json.loads((self.folder / "expected.json").read_text())
        self.caller = {
            "aws_access_key_id": self.environment["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": self.environment["AWS_SECRET_ACCESS_KEY"],
        }
        self.sessions: dict[str, dict[str, str]] = {}

    def client(self, service, credentials=None, region="us-east-1"):  # type: ignore[no-untyped-def]
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            **(credentials or self.caller),
        )

    def assume(self, account, external_id="parapet-demo"):  # type: ignore[no-untyped-def]
        answer = self.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/ParapetAudit",
            RoleSessionName="parapet",
            **({"ExternalId": external_id} if external_id else {}),
        )["Credentials"]
        return {
            "aws_access_key_id": answer["AccessKeyId"],
            "aws_secret_access_key": answer["SecretAccessKey"],
            "aws_session_token": answer["SessionToken"],
        }

    def member(self, service, account=SHOP_PROD, region="us-east-1"):  # type: ignore[no-untyped-def]
        if account not in self.sessions:
            self.sessions[account] = self.assume(account)
        return self.client(service, self.sessions[account], region)

    def account_block(self, account, asked=None):  # type: ignore[no-untyped-def]
        """By hand: boto3 would put the account's id before the loopback address."""
        self.member("sts", account)
        session = self.sessions[account]
        request = AWSRequest(
            "GET",
            f"{self.url}/v20180820/configuration/publicAccessBlock",
            headers={"x-amz-account-id": asked or account, "Host": self.url[7:]},
        )
        S3SigV4Auth(Credentials(*session.values()), "s3", "us-east-1").add_auth(request)
        prepared = urllib.request.Request(request.url, headers=dict(request.headers))
        try:
            with urllib.request.urlopen(prepared) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def control(self, method, path, body=None):  # type: ignore[no-untyped-def]
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/stand-in/{path}", data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


def refusal(call, *arguments, **parameters):  # type: ignore[no-untyped-def]
    """The code and the message of the error that a call ends in."""
    try:
        call(*arguments, **parameters)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError("it succeeded")


def said(client, call, **parameters):  # type: ignore[no-untyped-def]
    """Status, label and body of an answer as they came over the wire."""
    seen = []

    def note(response_dict, **_):  # type: ignore[no-untyped-def]
        fields = (response_dict["status_code"], response_dict["headers"].get("content-type"))
        seen.append((*fields, response_dict["body"]))

    client.meta.events.register("before-parse.*.*", note)
    try:
        getattr(client, call)(**parameters)
    except ResponseParserError:
        pass
    return seen[-1]


SCENE = Scene()
