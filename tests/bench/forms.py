"""10,000 applications through the real handler, with as many as 100,000 stored before: time, units, growth.

python -m tests.bench.forms [--submissions 10000] [--stored 100000]

The function's own code runs against dynoxide (DynamoDB in memory) over HTTP; KMS and Secrets Manager are
answered in this process. The last line is JSON: p50 and p99 in milliseconds with an empty and with a full
table, their ratio, and the write units of each submission, which are all the same.
"""

import argparse
import base64
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3

from local import line_channel
from local.places import ROOT
from local.ports import free_port
from madoguchi.forms.records import table
from madoguchi.runtime import signed_call
from tests.bench.broadcast_residents import dynoxide
from tests.moto_cloud import content_on_path, function
from tests.unit.forms.test_price import size

TABLE = "applications"
UNITS = 8


@contextlib.contextmanager
def served(folder: Path) -> Iterator[None]:
    """Run dynoxide for the length of a block, with the table of applications."""
    port = free_port()
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_REGION": "ap-northeast-1",
        "AWS_DEFAULT_REGION": "ap-northeast-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "APPLICATIONS_TABLE": TABLE,
        "APPLICATIONS_KEY": "key",
        "SECRETS_ID": "secrets",
        "LIFF_URL": "https://liff.line.me/1-a",
        "POWERTOOLS_SERVICE_NAME": "bench",
    }
    with (folder / "log").open("w") as log:
        program = subprocess.Popen(
            [str(dynoxide(folder)), "serve", "--port", str(port)], stdout=log, stderr=log
        )
    try:
        _create_table()
        yield
    finally:
        program.terminate()
        program.wait()


def _create_table() -> None:
    client = boto3.client("dynamodb")
    for _ in range(100):
        with contextlib.suppress(Exception):
            client.create_table(
                TableName=TABLE,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": one, "AttributeType": "S"} for one in ("pk", "sk")],
                KeySchema=[
                    {"AttributeName": "pk", "KeyType": "HASH"},
                    {"AttributeName": "sk", "KeyType": "RANGE"},
                ],
            )
            return
        time.sleep(0.1)
    sys.exit("dynoxide did not start")


@contextlib.contextmanager
def neighbours_answered() -> Iterator[None]:
    """Answer for KMS and Secrets Manager; DynamoDB is called as it is."""
    really, plain = signed_call._post, base64.b64encode(bytes(32)).decode()

    def post(service: str, target: str, payload: bytes) -> tuple[int, bytes]:
        if service == "kms":
            return 200, json.dumps({"Plaintext": plain, "CiphertextBlob": plain}).encode()
        if service == "secretsmanager":
            return 200, json.dumps({"SecretString": json.dumps(line_channel.secrets())}).encode()
        return really(service, target, payload)

    with patch.object(signed_call, "_post", post):
        yield


@contextlib.contextmanager
def units_counted() -> Iterator[list[int]]:
    """Collect the write units of every transaction."""
    units: list[int] = []
    really = table.dynamodb

    def count(operation: str, **request: Any) -> dict[str, Any]:
        if operation == "TransactWriteItems":
            written = [one["Put"]["Item"] for one in request["TransactItems"] if "Put" in one]
            units.append(sum(2 * -(-size(item) // 1024) for item in written))
        return really(operation, **request)

    with patch.object(table, "dynamodb", count):
        yield units


def submit(event: dict[str, Any], handler: Any, times: int) -> list[float]:
    """File applications through the handler, each from a page of its own; returns milliseconds."""
    taken = []
    for _ in range(times):
        body = re.sub(r"client_key=[^&]*", f"client_key={uuid.uuid4().hex}", event["body"])
        began = time.perf_counter()
        answer = handler({**event, "body": body}, None)
        taken.append((time.perf_counter() - began) * 1000)
        if answer["statusCode"] != 200:
            sys.exit(f"answered {answer['statusCode']}: {answer['body'][:500]}")
    return taken


def percentiles(taken: list[float]) -> dict[str, float]:
    """Sum up in milliseconds."""
    return {
        "p50_ms": round(statistics.median(taken), 2),
        "p99_ms": round(statistics.quantiles(taken, n=100)[98], 2),
    }


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--stored", type=int, default=100_000)
    options = parser.parse_args()
    content_on_path()
    event = json.loads((ROOT / "events/form_submission/submit.json").read_text())
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)), neighbours_answered():
        handler = function("form_submission").handler
        submit(event, handler, 50)
        with units_counted() as units:
            empty = submit(event, handler, options.submissions // 2)
        submit(event, handler, max(0, options.stored - options.submissions // 2 - 50))
        with units_counted() as more:
            full = submit(event, handler, options.submissions // 2)
    found = {
        "submissions": len(empty) + len(full),
        "empty": percentiles(empty),
        f"after_{options.stored}": percentiles(full),
        "growth": round(statistics.median(full) / statistics.median(empty), 3),
        "write_units": sorted({*units, *more}),
    }
    print(json.dumps(found))
    if found["write_units"] != [UNITS]:
        sys.exit(f"a submission costs {found['write_units']} write units, not {UNITS}")


if __name__ == "__main__":
    main()
