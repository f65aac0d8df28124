"""The noon burst at LINE's door: 75,000 taps in a minute, scaled to one core of this machine.

python -m tests.bench.door [--events 15000]

The real handler answers one signed webhook after another, as one Lambda environment does; SQS is a process of
its own that stores and deduplicates. One in a hundred webhooks comes twice. The last line is JSON.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from local import line_channel
from local.places import ROOT
from madoguchi.line.signature import sign
from tests.bench.door_bodies import body_of, gateway_event, tap
from tests.moto_cloud import function

BURST_EVENTS, BURST_SECONDS = 75_000, 60
RESIDENTS = 70_000
TWICE_EVERY = 100
MEMORY_GB = 0.5
# List prices in Tokyo (US$): Lambda on arm64, an HTTP API, SQS FIFO.
GB_SECOND, LAMBDA_CALL, API_CALL, QUEUE_CALL = 0.0000133334, 0.20e-6, 1.29e-6, 0.50e-6
YEN_A_DOLLAR = 150


def main(arguments: list[str]) -> int:
    """Run the command line; 1 when an event was lost or refused."""
    parser = argparse.ArgumentParser("tests.bench.door", description=__doc__)
    parser.add_argument("--events", type=int, default=15_000)
    options = parser.parse_args(arguments)
    with _queue() as port, patch.dict("os.environ", _environment(port)):
        handler = function("line_webhook").handler
        webhooks = _webhooks(options.events)
        handler(_webhook(-1 + 10**12), None)
        walls, errors, cpu, wall = _burst(handler, webhooks)
        held = _held(port)["held"] - 1
    result = {
        "events": options.events,
        "errors": errors,
        "lost": options.events - held,
        "per_core_per_second": round(len(webhooks) / cpu),
        "per_environment_per_second": round(len(webhooks) / wall),
        "p50_ms": round(statistics.median(walls) * 1000, 2),
        "p99_ms": round(statistics.quantiles(walls, n=100)[98] * 1000, 2),
        "load_average": round(os.getloadavg()[0], 1),
    }
    _explain(result, statistics.mean(walls))
    print(json.dumps(result))
    return 1 if errors or result["lost"] else 0


def _burst(handler: Any, webhooks: list[dict[str, Any]]) -> tuple[list[float], int, float, float]:
    walls, errors = [], 0
    cpu, begun = time.process_time(), time.perf_counter()
    for webhook in webhooks:
        start = time.perf_counter()
        errors += handler(webhook, None)["statusCode"] != 200
        walls.append(time.perf_counter() - start)
    return walls, errors, time.process_time() - cpu, time.perf_counter() - begun


def _explain(result: dict[str, Any], mean: float) -> None:
    rate = BURST_EVENTS / BURST_SECONDS
    # Lambda bills whole milliseconds; SQS takes about 10 ms to answer, the stand-in of this machine less.
    billed = -(-mean * 1000 // 1) / 1000 + 0.010
    price = LAMBDA_CALL + API_CALL + QUEUE_CALL + billed * MEMORY_GB * GB_SECOND
    print(f"the burst: {BURST_EVENTS:,} taps in {BURST_SECONDS} s = {rate:,.0f} a second")
    print(f"cores of this kind for it: {rate / result['per_core_per_second']:.2f}")
    print(f"Lambda environments at once ({billed * 1000:.0f} ms each, 10 of it for SQS): {rate * billed:.0f}")
    print(f"the whole burst: {BURST_EVENTS * price * YEN_A_DOLLAR:.0f} yen (US$1 = {YEN_A_DOLLAR} yen)")


def _webhooks(events: int) -> list[dict[str, Any]]:
    webhooks = []
    for number in range(events):
        webhook = _webhook(number)
        webhooks += [webhook] * (2 if number % TWICE_EVERY == 0 else 1)
    return webhooks


def _webhook(number: int) -> dict[str, Any]:
    body = body_of([tap(number, number % RESIDENTS)])
    return gateway_event(body, sign(line_channel.CHANNEL_SECRET, body))


def _environment(port: int) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_REGION": "ap-northeast-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "SECRETS_ID": "madoguchi",
        "LINE_EVENTS_QUEUE_URL": f"http://127.0.0.1:{port}/line-events.fifo",
    }


@contextmanager
def _queue() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.door_queue", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as queue:
        try:
            assert queue.stdout
            assert queue.stdout.readline().strip() == "ready"
            yield port
        finally:
            queue.kill()


def _held(port: int) -> dict[str, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/")
    held: dict[str, int] = json.loads(connection.getresponse().read())
    return held


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
