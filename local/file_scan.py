"""GuardDuty's part in the local run: what is posted to the bucket of attachments is looked at, and told of.

A file with the EICAR test string in it (eicar.org/download-anti-malware-testfile) counts as infected, every
other as harmless.
"""

import contextlib
import json
import logging
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.aws import LocalAws
from local.places import REGION

EVERY_SECONDS = 0.5
ACCOUNT = "000000000000"
# In two pieces: whole, it would have scanners take this file for an infected one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def scan_result(bucket: str, key: str, etag: str, data: bytes, at: datetime) -> dict[str, Any]:
    """Return the event that GuardDuty sends of an object, as `events/attachment_scan` shows it."""
    infected = EICAR in data
    found = {"scanResultStatus": "THREATS_FOUND" if infected else "NO_THREATS_FOUND"}
    threats = [{"name": "EICAR-Test-File"}] if infected else None
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "GuardDuty Malware Protection Object Scan Result",
        "source": "aws.guardduty",
        "account": ACCOUNT,
        "time": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": REGION,
        "resources": [f"arn:aws:guardduty:{REGION}:{ACCOUNT}:malware-protection-plan/local"],
        "detail": {
            "schemaVersion": "1.0",
            "scanStatus": "COMPLETED",
            "resourceType": "S3_OBJECT",
            "s3ObjectDetails": {
                "bucketName": bucket,
                "objectKey": key,
                "eTag": etag,
                "versionId": "",
                "s3Throttled": False,
            },
            "scanResultDetails": {**found, "threats": threats},
        },
    }


@contextlib.contextmanager
def scanning(aws: LocalAws, bucket: str, function: str) -> Iterator[None]:
    """Tell `function` of every object that comes into `bucket`, for the length of a block."""
    ended = threading.Event()
    worker = threading.Thread(target=_scan, args=(aws, bucket, function, ended), daemon=True)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()


def _scan(aws: LocalAws, bucket: str, function: str, ended: threading.Event) -> None:
    s3, functions, told = aws.s3, aws.functions, set[tuple[str, str]]()
    while not ended.wait(EVERY_SECONDS):
        try:
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
                for one in page.get("Contents", []):
                    name = (one["Key"], one["ETag"])
                    if name in told:
                        continue
                    data = s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()
                    event = scan_result(bucket, one["Key"], one["ETag"].strip('"'), data, datetime.now(UTC))
                    answer = functions.invoke(FunctionName=function, Payload=json.dumps(event).encode())
                    # What failed is told again in the next round, as EventBridge would.
                    if "FunctionError" not in answer:
                        told.add(name)
        except (BotoCoreError, ClientError):
            # A file may be moved between the list and the look at it.
            logging.getLogger(__name__).warning("a round of the file scan failed", exc_info=True)
