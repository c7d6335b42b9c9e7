"""Makes a queue in Parapet's own account, and has the stand-in tell it whatever is written from now on, as
CloudTrail and EventBridge do. Prints its URL.

.parapet/venv/bin/python ops/stand-in/hear.py REGION
"""

import json
import os
import sys
import urllib.request

import boto3


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    region, endpoint = sys.argv[1], os.environ["AWS_ENDPOINT_URL"]
    sqs = boto3.client("sqs", region_name=region, endpoint_url=endpoint)
    url = sqs.create_queue(QueueName="parapet-events")["QueueUrl"]
    asked = json.dumps({"queue": url, "region": region}).encode()
    request = urllib.request.Request(f"{endpoint}/stand-in/events", asked, method="PUT")
    urllib.request.urlopen(request).close()
    print(url)


if __name__ == "__main__":
    main()
