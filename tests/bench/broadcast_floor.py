"""What a freeze costs the emulator alone: the same pages and chunks, asked for by nothing that does anything.

dynoxide answers one call at a time and shares this machine's cores with us; DynamoDB does neither. So a
freeze is judged beside its floor here, measured in the same run.
"""

import http.client
import json
import os
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from madoguchi.broadcast.assembly import THREADS
from madoguchi.residents.model import SHARDS, segment_key
from tests.bench.broadcast_residents import BROADCASTS, RESIDENTS, SMALL_TOWN, TOWNS

CHUNK, CHUNKS_A_WRITE = 500, 25
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=0"
)


def emulator_cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of another process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def floor_seconds(port: int, residents: int) -> float:
    """Read every page of the index that a freeze reads, and write as many chunks; returns the seconds."""
    calls = [partial(_read, town, shard) for shard in range(SHARDS) for town in (SMALL_TOWN, *TOWNS)]
    chunks = -(-residents // CHUNK)
    calls += [partial(_write, first) for first in range(0, chunks, CHUNKS_A_WRITE)]
    local = threading.local()

    def do(call: Callable[["_Post"], None]) -> None:
        if not hasattr(local, "post"):
            local.post = partial(_post, http.client.HTTPConnection("127.0.0.1", port))
        call(local.post)

    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(do, calls))
    return time.monotonic() - began


type _Post = Callable[[str, dict[str, Any]], bytes]


def _post(connection: http.client.HTTPConnection, operation: str, request: dict[str, Any]) -> bytes:
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-date": "20260101T000000Z",
        "x-amz-target": f"DynamoDB_20120810.{operation}",
        "authorization": SIGNED,
    }
    connection.request("POST", "/", json.dumps(request), headers)
    response = connection.getresponse()
    answer = response.read()
    assert response.status == 200, answer
    return answer


def _read(town: str, shard: int, post: _Post) -> None:
    request: dict[str, Any] = {
        "TableName": RESIDENTS,
        "IndexName": "by-home",
        "KeyConditionExpression": "segment_key = :key",
        "ExpressionAttributeValues": {":key": {"S": segment_key(town, shard)}},
        "ProjectionExpression": "pk, #language, quiet, budget",
        "ExpressionAttributeNames": {"#language": "language"},
    }
    while b'"LastEvaluatedKey"' in (answer := post("Query", request)):
        request["ExclusiveStartKey"] = json.loads(answer)["LastEvaluatedKey"]


def _write(first: int, post: _Post) -> None:
    ids = b64encode(bytes(16 * CHUNK)).decode()
    items = [
        {"pk": {"S": f"FLOOR#{first + number:05d}"}, "sk": {"S": "CHUNK"}, "ids": {"B": ids}}
        for number in range(CHUNKS_A_WRITE)
    ]
    answer = post(
        "BatchWriteItem", {"RequestItems": {BROADCASTS: [{"PutRequest": {"Item": one}} for one in items]}}
    )
    assert not json.loads(answer)["UnprocessedItems"]
